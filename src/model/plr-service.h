/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PlrService:
 *
 * A container that runs beside a stage, such as a database.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `name`: what the stage calls it, or `NULL` for the name of the image
 * - `image`: the container image
 */
#define PLR_TYPE_SERVICE (plr_service_get_type ())

G_DECLARE_FINAL_TYPE (PlrService, plr_service, PLR, SERVICE, GObject)

PlrService *plr_service_new (const char *name,
                             const char *image);
const char *plr_service_get_name (PlrService *self);
void plr_service_set_name (PlrService *self,
                           const char *name);
const char *plr_service_get_image (PlrService *self);
void plr_service_set_image (PlrService *self,
                            const char *image);
void plr_service_assign (PlrService *self,
                         PlrService *other);

G_END_DECLS
