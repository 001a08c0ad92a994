/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plr-stage.h"

G_BEGIN_DECLS

/**
 * PlrStageCardStatus:
 * @shown: whether a run is shown at all
 * @state: where the stage is in it
 * @detail: (nullable): stands beside the word of the state: how long it took, which step it is at
 * @progress: 0 to 1, or below 0 where none is known
 * @n_errors: problems of the definition
 * @n_warnings: the same
 *
 * What a card shows beside the definition itself.
 */
typedef struct
{
  gboolean shown;
  PlrRunState state;
  const char *detail;
  double progress;
  guint n_errors;
  guint n_warnings;
} PlrStageCardStatus;

typedef enum
{
  PLR_CARD_PORT_NONE,
  PLR_CARD_PORT_LEFT,
  PLR_CARD_PORT_RIGHT,
} PlrCardPort;

/**
 * PlrStageCard:
 *
 * A stage on the canvas: one light widget that draws all of itself, so that a hundred of them cost little, and that assistive technology sees
 * as a button with a name.
 */
#define PLR_TYPE_STAGE_CARD (plr_stage_card_get_type ())

G_DECLARE_FINAL_TYPE (PlrStageCard, plr_stage_card, PLR, STAGE_CARD, GtkWidget)

GtkWidget *plr_stage_card_new        (void);
PlrStage  *plr_stage_card_get_stage  (PlrStageCard *self);
void       plr_stage_card_set_stage  (PlrStageCard *self,
                                      PlrStage     *stage);
void       plr_stage_card_update     (PlrStageCard *self);
void       plr_stage_card_set_status (PlrStageCard             *self,
                                      const PlrStageCardStatus *status);
void       plr_stage_card_set_port   (PlrStageCard *self,
                                      PlrCardPort   port);

G_END_DECLS
