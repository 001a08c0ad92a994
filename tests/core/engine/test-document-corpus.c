/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <time.h>

#include "plr-document.h"
#include "random-document-edit.h"

/* Every real file of the corpus, and files that somebody spoilt: what is opened is what would be written, and edits that are undone leave
 * no trace. */

#ifdef __SANITIZE_ADDRESS__
#define N_EDITS   10
#define N_STRIDE  6 /* of the real files, each sixth */
#define N_MUTANTS 40
#define N_SLOW    2000
#else
#define N_EDITS   40
#define N_STRIDE  1
#define N_MUTANTS 300
#define N_SLOW    10000
#endif

/* The short test does the same each time; the slow one looks further each time. */
#define SEED 20240607

/* Of larger files fewer edits are enough. */
#define LARGE_BYTES (24 * 1024)

typedef struct
{
  char *name;
  char *dialect;
  char *text;
  gsize size_bytes;
} File;

typedef struct
{
  guint n_opened;
  guint n_refused;  /* as no text or not well-formed */
  guint n_edits;
  guint n_declined;
  gint64 slowest_us;
  double slowest_rate; /* µs for each KiB, of files above 1 KiB */
} Tally;

static GPtrArray *files = NULL;
static GPtrArray *ours = NULL; /* those of the dialects that are read; the others are YAML all the same */

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->name);
  g_free (file->dialect);
  g_free (file->text);
  g_free (file);
}

/* The folder of the corpus tells the dialect, as the place in a repository would; those of other engines are guessed. */
static const char *
find_dialect (const char *folder)
{
  static const char *const own[] = { "github", "gitlab", "buildspec", "appspec", "codepipeline", NULL };

  if (g_str_equal (folder, "codepipeline-cfn"))
    return "codepipeline";

  return g_strv_contains (own, folder) ? folder : NULL;
}

static void
load_folder (const char *corpus,
             const char *folder)
{
  g_autofree char *path = g_build_filename (corpus, folder, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *dialect = find_dialect (folder);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (path, name, NULL);
      File *file = g_new0 (File, 1);

      if (g_file_get_contents (full, &file->text, &file->size_bytes, NULL))
        {
          file->name = g_build_filename (folder, name, NULL);
          file->dialect = g_strdup (dialect != NULL ? dialect : plr_document_guess_dialect_of (NULL, file->text));
          g_ptr_array_add (files, file);
          if (dialect != NULL)
            g_ptr_array_add (ours, file);
        }
      else
        {
          file_free (file);
        }
    }
}

static int
compare_files (gconstpointer a,
               gconstpointer b)
{
  return strcmp ((*(File *const *)a)->name, (*(File *const *)b)->name);
}

/* FALSE when the test is skipped. */
static gboolean
load_corpus (void)
{
  const char *shared = g_getenv ("PLR_SHARED_DIR");
  g_autofree char *corpus = g_build_filename (shared != NULL ? shared : ".", "corpus", NULL);
  g_autoptr(GDir) dir = g_dir_open (corpus, 0, NULL);
  const char *name;

  if (files == NULL)
    {
      files = g_ptr_array_new_with_free_func (file_free);
      ours = g_ptr_array_new ();
      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        load_folder (corpus, name);
      g_ptr_array_sort (files, compare_files);
      g_ptr_array_sort (ours, compare_files);
    }
  if (files->len == 0)
    g_test_skip ("the corpus of real files is not there (PLR_SHARED_DIR)");

  return files->len > 0;
}

static void
assert_text (PlrDocument *document,
             const char  *text,
             gsize        size_bytes,
             const char  *name)
{
  gsize now_bytes = 0;
  const char *now = plr_document_get_text (document, &now_bytes);

  if (now_bytes != size_bytes || memcmp (now, text, size_bytes) != 0)
    g_error ("%s: not the same bytes:\n%s", name, now);
}

/* What is well-formed stays so whatever is edited; all that was done is undone, and done again. */
static void
edit_and_undo (PlrDocument *document,
               const char  *name,
               guint        n_edits,
               GRand       *rand,
               Tally       *tally)
{
  gsize before_bytes = 0;
  gsize after_bytes = 0;
  g_autofree char *before = g_strdup (plr_document_get_text (document, &before_bytes));
  g_autofree char *after = NULL;

  for (guint i = 0; i < n_edits; i++)
    {
      g_autoptr(PlrEdit) edit = random_document_edit (plr_document_get_pipeline (document), rand);
      g_autoptr(GError) error = NULL;

      if (!plr_document_apply (document, edit, &error))
        {
          g_assert_nonnull (error);
          g_assert_cmpstr (error->message, !=, "");
          tally->n_declined++;
          continue;
        }
      tally->n_edits++;
      /* What somebody types need not read as anything. */
      if (!plr_document_get_valid (document) && plr_edit_get_kind (edit) != PLR_EDIT_KIND_REPLACE_TEXT)
        g_error ("%s: “%s” left what cannot be read:\n%s", name, plr_edit_get_title (edit), plr_document_get_text (document, NULL));
    }

  after = g_strdup (plr_document_get_text (document, &after_bytes));
  while (plr_document_can_undo (document))
    plr_document_undo (document);
  assert_text (document, before, before_bytes, name);
  while (plr_document_can_redo (document))
    plr_document_redo (document);
  assert_text (document, after, after_bytes, name);
}

static void
test_real_files_stay_as_they_are (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_slow () ? (guint32)g_test_rand_int () : SEED);
  Tally tally = { 0 };

  if (!load_corpus ())
    return;

  for (guint i = 0; i < files->len; i += g_test_slow () ? 1 : N_STRIDE)
    {
      const File *file = files->pdata[i];
      g_autoptr(GError) error = NULL;
      g_autoptr(PlrDocument) document = plr_document_new (NULL, file->dialect, file->text, &error);

      g_assert_no_error (error);
      assert_text (document, file->text, file->size_bytes, file->name);
      if (!plr_document_get_valid (document))
        {
          g_assert_cmpuint (g_list_model_get_n_items (plr_document_get_problems (document)), >, 0);
          tally.n_refused++;
          continue;
        }
      tally.n_opened++;
      if (plr_document_get_editable (document))
        edit_and_undo (document, file->name, file->size_bytes > LARGE_BYTES ? 4 : N_EDITS, rand, &tally);
    }

  g_test_message ("%u files opened, %u are not well-formed; %u edits done and undone, %u refused", tally.n_opened, tally.n_refused,
                  tally.n_edits, tally.n_declined);
  g_assert_cmpuint (tally.n_opened, >, 200 / N_STRIDE);
  g_assert_cmpuint (tally.n_edits, >, 200 / N_STRIDE);
}

/* What is hardly anything opens in each dialect, as far as it is well-formed, and says what is wrong with it. */
static void
test_smallest_files_open (void)
{
  static const char *const dialects[] = { "pipeliner", "github", "gitlab", "buildspec", "appspec", "codepipeline" };
  static const char *const texts[] = {
    "", "\n", "# only\n", "{}", "[]", "a", "- a", "~", "---\n", "---\n---\n", "''", "? ", "{? }", "!!map {}", "&a {}", "&a [*a]", "{a: {}}", "a:\n", ": a",
  };

  for (guint i = 0; i < G_N_ELEMENTS (dialects); i++)
    for (guint j = 0; j < G_N_ELEMENTS (texts); j++)
      {
        g_autoptr(GRand) rand = g_rand_new_with_seed (SEED);
        g_autofree char *name = g_strdup_printf ("“%s” for %s", texts[j], dialects[i]);
        g_autoptr(GError) error = NULL;
        g_autoptr(PlrDocument) document = plr_document_new (NULL, dialects[i], texts[j], &error);
        Tally tally = { 0 };

        g_assert_no_error (error);
        assert_text (document, texts[j], strlen (texts[j]), name);
        g_assert_cmpuint (g_list_model_get_n_items (plr_document_get_problems (document)), >, 0);
        if (plr_document_get_valid (document) && plr_document_get_editable (document))
          edit_and_undo (document, name, 30, rand, &tally);
      }
}

/* What a slip of the hand, a bad merge or malice makes of a file. */
static void
mutate (GString *text,
        GRand   *rand)
{
  static const char *const pieces[] = {
    "\n", "  ", "\t", ": ", "- ", "#", "&a ", "*a", "<<: *a\n", "!!str ", "!reference [a, b]", "|\n", ">-\n", "{", "}", "[", "]", "'", "\"", "---\n",
    "...\n", "%YAML 1.1\n", "? ", "\r\n", "\357\273\277", "\303\244", "\377", "\342\200\250", "\033[31m", "\\", "0x7fffffff", "needs: [a]\n",
  };
  gsize at = text->len > 0 ? (gsize)g_rand_int_range (rand, 0, (gint32)text->len) : 0;
  gsize wanted = (gsize)g_rand_int_range (rand, 1, 40);
  gsize length = MIN (wanted, text->len - at);
  const File *other = files->pdata[g_rand_int_range (rand, 0, (gint32)files->len)];
  gsize other_at = other->size_bytes > 0 ? (gsize)g_rand_int_range (rand, 0, (gint32)other->size_bytes) : 0;
  g_autofree char *copy = g_strndup (text->str + at, length);

  switch (g_rand_int_range (rand, 0, 8))
    {
    case 0:
      g_string_erase (text, (gssize)at, (gssize)length);
      break;

    case 1:
      g_string_insert (text, (gssize)at, copy);
      break;

    case 2:
      g_string_truncate (text, at);
      break;

    case 3:
      if (text->len > 0)
        text->str[at] = (char)g_rand_int_range (rand, 1, 256);
      break;

    case 4:
      if (text->len > 0)
        text->str[at] = (char)(text->str[at] ^ 1 << g_rand_int_range (rand, 0, 7));
      break;

    case 5:
      g_string_insert_len (text, (gssize)at, other->text + other_at, (gssize)MIN (other->size_bytes - other_at, 300));
      break;

    case 6:
      for (gint32 n = g_rand_int_range (rand, 1, 400); n > 0 && length > 0 && text->len < 200000; n--)
        g_string_insert (text, (gssize)at, copy);
      break;

    default:
      g_string_insert (text, (gssize)at, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      break;
    }
}

/* A byte that ends the string ends the text: the file would be refused before. */
static void
drop_nul (GString *text)
{
  for (gsize i = 0; i < text->len; i++)
    if (text->str[i] == '\0')
      text->str[i] = ' ';
}

/* Of the processor: what else the machine does is no fault of the reader. */
static gint64
get_cpu_us (void)
{
  struct timespec now = { 0 };

  g_assert_cmpint (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now), ==, 0);

  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
measure (Tally      *tally,
         gint64      took_us,
         gsize       size_bytes,
         const char *name,
         guint32     seed)
{
  double rate = (double)took_us * 1024 / (double)MAX (size_bytes, 1024);

  if (took_us > 100 * G_TIME_SPAN_MILLISECOND)
    g_test_message ("%s, seed %u: %" G_GSIZE_FORMAT " bytes opened in %.1f ms", name, seed, size_bytes, (double)took_us / 1000);
  tally->slowest_us = MAX (tally->slowest_us, took_us);
  tally->slowest_rate = MAX (tally->slowest_rate, rate);
}

static void
check_mutant (guint32 seed,
              Tally  *tally)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  GPtrArray *from = g_rand_int_range (rand, 0, 8) > 0 ? ours : files;
  const File *file = from->pdata[g_rand_int_range (rand, 0, (gint32)from->len)];
  g_autofree char *name = g_strdup_printf ("%s with seed %u", file->name, seed);
  g_autoptr(GString) text = g_string_new_len (file->text, (gssize)file->size_bytes);
  g_autoptr(PlrDocument) document = NULL;
  g_autoptr(GError) error = NULL;
  gint64 start_us;

  for (gint32 n = g_rand_int_range (rand, 1, 3); n > 0; n--)
    mutate (text, rand);
  drop_nul (text);

  start_us = get_cpu_us ();
  document = plr_document_new (NULL, file->dialect, text->str, &error);
  measure (tally, get_cpu_us () - start_us, text->len, file->name, seed);

  g_assert_true ((document == NULL) == (error != NULL));
  g_assert_true ((document != NULL) == g_utf8_validate (text->str, (gssize)text->len, NULL));
  if (document == NULL || !plr_document_get_valid (document))
    {
      tally->n_refused++;
      if (document != NULL)
        {
          g_assert_cmpuint (g_list_model_get_n_items (plr_document_get_problems (document)), >, 0);
          assert_text (document, text->str, text->len, name);
        }
      return;
    }

  tally->n_opened++;
  assert_text (document, text->str, text->len, name);
  if (plr_document_get_editable (document))
    edit_and_undo (document, name, text->len > LARGE_BYTES ? 3 : 12, rand, tally);
}

static void
test_spoilt_files_are_safe (void)
{
  Tally tally = { 0 };
  guint n_mutants = g_test_slow () ? N_SLOW : N_MUTANTS;

  if (!load_corpus ())
    return;

  for (guint i = 0; i < n_mutants; i++)
    check_mutant (g_test_slow () ? (guint32)g_test_rand_int () : SEED + i, &tally);

  g_test_message ("%u files opened, %u refused; %u edits done and undone, %u refused; slowest %.1f ms, and %.0f µs a KiB",
                  tally.n_opened, tally.n_refused, tally.n_edits, tally.n_declined, (double)tally.slowest_us / 1000, tally.slowest_rate);
  g_assert_cmpuint (tally.n_opened, >, n_mutants / 10);
  g_assert_cmpuint (tally.n_refused, >, n_mutants / 10);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/document-corpus/real-files-stay-as-they-are", test_real_files_stay_as_they_are);
  g_test_add_func ("/document-corpus/smallest-files-open", test_smallest_files_open);
  g_test_add_func ("/document-corpus/spoilt-files-are-safe", test_spoilt_files_are_safe);
  status = g_test_run ();
  g_clear_pointer (&ours, g_ptr_array_unref);
  g_clear_pointer (&files, g_ptr_array_unref);

  return status;
}
