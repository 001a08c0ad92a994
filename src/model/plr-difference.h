/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-stage.h"

G_BEGIN_DECLS

/**
 * PlrDifferenceKind:
 * @PLR_DIFFERENCE_KIND_ADDED: only the new pipeline has it
 * @PLR_DIFFERENCE_KIND_REMOVED: only the old pipeline has it
 * @PLR_DIFFERENCE_KIND_CHANGED: both have it, with another value
 * @PLR_DIFFERENCE_KIND_RENAMED: a stage that has another id, told by likeness
 *
 * How two pipelines differ in one thing.
 */
typedef enum
{
  PLR_DIFFERENCE_KIND_ADDED,
  PLR_DIFFERENCE_KIND_REMOVED,
  PLR_DIFFERENCE_KIND_CHANGED,
  PLR_DIFFERENCE_KIND_RENAMED,
} PlrDifferenceKind;

const char *plr_difference_kind_get_nick (PlrDifferenceKind kind);

/**
 * PlrDifference:
 *
 * One thing in which two pipelines differ. It is about a whole stage if it has no field, about what a stage waits for if the
 * field is `needs`, and about the pipeline if it has no stage. It does not change.
 *
 * - `kind`: how they differ
 * - `old-stage`: the stage in the old pipeline, or `NULL`
 * - `new-stage`: the stage in the new pipeline, or `NULL`
 * - `field`: the name of a property as in the JSON of a pipeline, or `NULL`
 * - `key`: of an item of that: its name or its number from 1; of `needs` the stage that is waited for; or `NULL`
 * - `property`: of an item that changed: which property of it, or `NULL` for all of it
 * - `old-value`: as text, or `NULL`
 * - `new-value`: as text, or `NULL`
 */
#define PLR_TYPE_DIFFERENCE (plr_difference_get_type ())

G_DECLARE_FINAL_TYPE (PlrDifference, plr_difference, PLR, DIFFERENCE, GObject)

PlrDifference    *plr_difference_new           (PlrDifferenceKind kind,
                                                PlrStage         *old_stage,
                                                PlrStage         *new_stage);
void              plr_difference_set_thing     (PlrDifference *self,
                                                const char    *field,
                                                const char    *key,
                                                const char    *property);
void              plr_difference_set_values    (PlrDifference *self,
                                                const char    *old_value,
                                                const char    *new_value);
PlrDifferenceKind plr_difference_get_kind      (PlrDifference *self);
PlrStage         *plr_difference_get_old_stage (PlrDifference *self);
PlrStage         *plr_difference_get_new_stage (PlrDifference *self);
const char       *plr_difference_get_field     (PlrDifference *self);
const char       *plr_difference_get_key       (PlrDifference *self);
const char       *plr_difference_get_property  (PlrDifference *self);
const char       *plr_difference_get_old_value (PlrDifference *self);
const char       *plr_difference_get_new_value (PlrDifference *self);
char             *plr_difference_dup_text      (PlrDifference *self);

G_END_DECLS
