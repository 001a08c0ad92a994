/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef struct
{
  const char *name;
  const char *dialect;
  const char *text;
  const char *found;  /* “code severity line:column” */
  const char *title;  /* of the fix; NULL where it takes a person */
  const char *fixed;
} Fault;

extern const Fault faults[];
extern const guint n_faults;
