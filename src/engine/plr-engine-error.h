/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PlrEngineError:
 * @PLR_ENGINE_ERROR_CHANGED: the file has changed on the disk since it was read; saving would lose that
 * @PLR_ENGINE_ERROR_TEXT: the file is no text in UTF-8, or the text cannot be parsed, so that it says no pipeline
 * @PLR_ENGINE_ERROR_UNSUPPORTED: there is no dialect of that name, or it cannot do this
 *
 * Why the engine refuses. What the rooms below refuse keeps its own domain.
 */
typedef enum
{
  PLR_ENGINE_ERROR_CHANGED,
  PLR_ENGINE_ERROR_TEXT,
  PLR_ENGINE_ERROR_UNSUPPORTED,
} PlrEngineError;

#define PLR_ENGINE_ERROR (plr_engine_error_quark ())

GQuark plr_engine_error_quark (void);

G_END_DECLS
