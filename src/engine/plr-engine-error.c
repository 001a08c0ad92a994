/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-engine-error"

#include "config.h"

#include "plr-engine-error.h"

G_DEFINE_QUARK (plr-engine-error-quark, plr_engine_error)
