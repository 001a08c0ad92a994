/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define PLR_TYPE_PATCH (plr_patch_get_type ())

typedef struct _PlrPatch PlrPatch;

/**
 * PlrPatch:
 * @offset: where the replaced bytes start
 * @length: how many bytes are replaced; 0 inserts
 * @replacement: what stands there afterwards, UTF-8; empty removes
 *
 * One change of a text. A list of patches is a #GPtrArray whose offsets all count in the text before any of them.
 */
struct _PlrPatch
{
  gsize  offset;
  gsize  length;
  char  *replacement;
};

GType      plr_patch_get_type (void) G_GNUC_CONST;
PlrPatch  *plr_patch_new  (gsize       offset,
                           gsize       length,
                           const char *replacement);
PlrPatch  *plr_patch_copy (const PlrPatch *self);
void       plr_patch_free (PlrPatch *self);

GPtrArray *plr_patches_new       (void);
void       plr_patches_add       (GPtrArray  *patches,
                                  gsize       offset,
                                  gsize       length,
                                  const char *replacement);
gboolean   plr_patches_normalize (GPtrArray  *patches,
                                  const char *text,
                                  gsize       size);
char      *plr_patches_apply     (const char *text,
                                  gsize       size,
                                  GPtrArray  *patches,
                                  gsize      *size_out);
GPtrArray *plr_patches_invert    (const char *text,
                                  gsize       size,
                                  GPtrArray  *patches);
GPtrArray *plr_patches_compose   (GPtrArray  *first,
                                  GPtrArray  *second,
                                  const char *text,
                                  gsize       size);
GPtrArray *plr_patches_merge     (GPtrArray  *first,
                                  GPtrArray  *second,
                                  const char *text,
                                  gsize       size);
GPtrArray *plr_patches_diff      (const char *before,
                                  gsize       before_size,
                                  const char *after,
                                  gsize       after_size);
gsize      plr_patches_map_offset (GPtrArray *patches,
                                   gsize      offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrPatch, plr_patch_free)

G_END_DECLS
