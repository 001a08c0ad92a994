/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "plr-edit.h"

PlrEdit *random_aws_edit (const char *dialect,
                          JsonObject *model);
