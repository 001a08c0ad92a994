/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "fuzz.h"

/* How many variants of each file are tried besides the file itself. */
#define N_MUTANTS 15

static void
run_one (const char *data,
         gsize       size)
{
  (void) LLVMFuzzerTestOneInput ((const guint8 *) data, size);  /* always 0 */
}

/* Cuts, doubles, swaps and overwrites, the same ones in every run. */
static void
run_mutants (const char *name,
             const char *data,
             gsize       size)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_str_hash (name));

  for (guint i = 0; i < N_MUTANTS && size > 0; i++)
    {
      g_autoptr(GString) mutant = g_string_new_len (data, size);
      guint n = g_rand_int_range (rand, 1, 5);

      for (guint j = 0; j < n && mutant->len > 0; j++)
        {
          gsize at = g_rand_int_range (rand, 0, mutant->len);
          gsize length = g_rand_int_range (rand, 1, 1 + MIN (40, mutant->len - at));
          g_autofree char *part = g_strndup (mutant->str + at, length);

          switch (g_rand_int_range (rand, 0, 4))
            {
            case 0:
              g_string_erase (mutant, at, length);
              break;

            case 1:
              g_string_insert_len (mutant, g_rand_int_range (rand, 0, mutant->len), part, length);
              break;

            case 2:
              mutant->str[at] = "\n\t :-?,[]{}#&*!|>'\"%@`\\\r\0\xff"[g_rand_int_range (rand, 0, 26)];
              break;

            default:
              g_string_truncate (mutant, at);
              break;
            }
        }
      run_one (mutant->str, mutant->len);
    }
}

/* Replays files without a fuzzer, so that what one has found stays found. */
int
main (int   argc,
      char *argv[])
{
  guint n = 0;

  for (int i = 1; i < argc; i++)
    {
      g_autoptr(GDir) directory = g_dir_open (argv[i], 0, NULL);
      const char *name;

      while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
        {
          g_autofree char *path = g_build_filename (argv[i], name, NULL);
          g_autofree char *data = NULL;
          gsize size;

          if (!g_file_get_contents (path, &data, &size, NULL))
            continue;
          g_printerr ("%s\n", path); /* the last one is where it crashed, or where Meson lost patience */
          run_one (data, size);
          run_mutants (name, data, size);
          n++;
        }
    }
  g_print ("%u files and %u variants of each\n", n, N_MUTANTS);

  /* 77 is a skipped test: the files are not there. */
  return n > 0 ? 0 : 77;
}
