/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The program itself, in a repository and with a state folder of its own. */
typedef struct
{
  char *root;
  char *repository;
  char *state_dir;
  char *out;
  char *err;
  const char *input; /* for the standard input, or NULL */
} Fixture;

void         fixture_set_up    (Fixture      *fixture,
                                gconstpointer data);
void         fixture_tear_down (Fixture      *fixture,
                                gconstpointer data);
GSubprocess *fixture_start     (Fixture           *fixture,
                                const char *const *arguments);
int          fixture_run       (Fixture    *fixture,
                                const char *arguments);
int          fixture_shell     (Fixture    *fixture,
                                const char *script);
void         fixture_commit    (Fixture    *fixture,
                                const char *definition);
gboolean     fixture_can_run   (void);
JsonNode    *fixture_parse     (const char *text);
gboolean     fixture_is_alive  (const char *word);
void         assert_has        (const char *text,
                                const char *part);

G_END_DECLS
