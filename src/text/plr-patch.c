/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-patch"

#include "config.h"

#include <string.h>

#include "plr-patch.h"

G_DEFINE_BOXED_TYPE (PlrPatch, plr_patch, plr_patch_copy, plr_patch_free)

static gboolean
is_continuation (char byte)
{
  return ((guchar) byte & 0xc0) == 0x80;
}

static int
compare_patches (gconstpointer a,
                 gconstpointer b)
{
  const PlrPatch *left = *(PlrPatch *const *) a;
  const PlrPatch *right = *(PlrPatch *const *) b;

  if (left->offset != right->offset)
    return left->offset < right->offset ? -1 : 1;

  /* What is inserted stands before what is replaced at the same place. */
  return (left->length != 0) - (right->length != 0);
}

/* How many bytes two texts share at the start and then at the end, never cutting a character in two. */
static void
find_common (const char *before,
             gsize       before_size,
             const char *after,
             gsize       after_size,
             gsize      *prefix,
             gsize      *suffix)
{
  gsize limit = MIN (before_size, after_size);
  gsize start = 0;
  gsize end = 0;

  while (start < limit && before[start] == after[start])
    start++;
  while (start > 0 && ((start < before_size && is_continuation (before[start])) ||
                       (start < after_size && is_continuation (after[start]))))
    start--;

  while (end < limit - start && before[before_size - 1 - end] == after[after_size - 1 - end])
    end++;
  while (end > 0 && (is_continuation (before[before_size - end]) || is_continuation (after[after_size - end])))
    end--;

  *prefix = start;
  *suffix = end;
}

static void
trim_patch (PlrPatch   *patch,
            const char *text)
{
  gsize size = strlen (patch->replacement);
  gsize prefix, suffix;

  if (patch->length == 0 || size == 0)
    return;

  find_common (text + patch->offset, patch->length, patch->replacement, size, &prefix, &suffix);
  memmove (patch->replacement, patch->replacement + prefix, size - prefix - suffix);
  patch->replacement[size - prefix - suffix] = '\0';
  patch->offset += prefix;
  patch->length -= prefix + suffix;
}

static gboolean
is_apart (GPtrArray *patches,
          gsize      size)
{
  gsize end = 0;

  for (guint i = 0; i < patches->len; i++)
    {
      const PlrPatch *patch = patches->pdata[i];

      if (patch->offset < end || patch->offset > size || patch->length > size - patch->offset)
        return FALSE;
      end = patch->offset + patch->length;
    }

  return TRUE;
}

/**
 * plr_patch_new:
 * @offset: where the replaced bytes start
 * @length: how many bytes are replaced
 * @replacement: what stands there afterwards
 *
 * Returns: (transfer full): a patch
 */
PlrPatch *
plr_patch_new (gsize       offset,
               gsize       length,
               const char *replacement)
{
  PlrPatch *self = g_new (PlrPatch, 1);

  self->offset = offset;
  self->length = length;
  self->replacement = g_strdup (replacement);

  return self;
}

/**
 * plr_patch_copy:
 *
 * Returns: (transfer full): a copy
 */
PlrPatch *
plr_patch_copy (const PlrPatch *self)
{
  return plr_patch_new (self->offset, self->length, self->replacement);
}

void
plr_patch_free (PlrPatch *self)
{
  g_free (self->replacement);
  g_free (self);
}

/**
 * plr_patches_new:
 *
 * Returns: (transfer full) (element-type PlrPatch): an empty list, which changes nothing
 */
GPtrArray *
plr_patches_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) plr_patch_free);
}

void
plr_patches_add (GPtrArray  *patches,
                 gsize       offset,
                 gsize       length,
                 const char *replacement)
{
  g_return_if_fail (patches != NULL);
  g_return_if_fail (replacement != NULL);

  g_ptr_array_add (patches, plr_patch_new (offset, length, replacement));
}

/**
 * plr_patches_normalize:
 * @patches: (element-type PlrPatch): changes in any order
 * @text: the text that they change
 * @size: its bytes
 *
 * Sorts the list, joins neighbours, cuts from each patch what it does not change and drops those that change nothing.
 * Every other function of this file wants a list like that.
 *
 * Returns: %FALSE when two of them overlap or one lies outside of the text; the list is then of no use
 */
gboolean
plr_patches_normalize (GPtrArray  *patches,
                       const char *text,
                       gsize       size)
{
  guint kept = 0;

  g_return_val_if_fail (patches != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  g_ptr_array_sort (patches, compare_patches);
  if (!is_apart (patches, size))
    return FALSE;

  for (guint i = 0; i < patches->len; i++)
    {
      PlrPatch *patch = patches->pdata[i];
      PlrPatch *last = kept > 0 ? patches->pdata[kept - 1] : NULL;

      if (last != NULL && last->offset + last->length == patch->offset)
        {
          char *joined = g_strconcat (last->replacement, patch->replacement, NULL);

          g_free (last->replacement);
          last->replacement = joined;
          last->length += patch->length;
        }
      else
        {
          patches->pdata[i] = patches->pdata[kept];
          patches->pdata[kept++] = patch;
        }
    }
  g_ptr_array_set_size (patches, kept);

  for (guint i = patches->len; i > 0; i--)
    {
      PlrPatch *patch = patches->pdata[i - 1];

      trim_patch (patch, text);
      if (patch->length == 0 && patch->replacement[0] == '\0')
        g_ptr_array_remove_index (patches, i - 1);
    }

  return TRUE;
}

/**
 * plr_patches_apply:
 * @text: the text before
 * @size: its bytes
 * @patches: (element-type PlrPatch): sorted changes that do not overlap
 * @size_out: (out) (optional): the bytes of the result
 *
 * Returns: (transfer full): the text after, with a NUL behind it
 */
char *
plr_patches_apply (const char *text,
                   gsize       size,
                   GPtrArray  *patches,
                   gsize      *size_out)
{
  g_autoptr(GString) out = NULL;
  gsize at = 0;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (patches != NULL && is_apart (patches, size), NULL);

  out = g_string_sized_new (size + 256);
  for (guint i = 0; i < patches->len; i++)
    {
      const PlrPatch *patch = patches->pdata[i];

      g_string_append_len (out, text + at, patch->offset - at);
      g_string_append (out, patch->replacement);
      at = patch->offset + patch->length;
    }
  g_string_append_len (out, text + at, size - at);

  if (size_out != NULL)
    *size_out = out->len;

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * plr_patches_invert:
 * @text: the text before
 * @size: its bytes
 * @patches: (element-type PlrPatch): sorted changes that do not overlap
 *
 * Returns: (transfer full) (element-type PlrPatch): the changes that lead from the text after back to the text before
 */
GPtrArray *
plr_patches_invert (const char *text,
                    gsize       size,
                    GPtrArray  *patches)
{
  g_autoptr(GPtrArray) inverse = plr_patches_new ();
  gsize grown = 0;  /* wraps round below zero, as unsigned numbers may */

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (patches != NULL && is_apart (patches, size), NULL);

  for (guint i = 0; i < patches->len; i++)
    {
      const PlrPatch *patch = patches->pdata[i];
      g_autofree char *replaced = g_strndup (text + patch->offset, patch->length);
      gsize length = strlen (patch->replacement);

      plr_patches_add (inverse, patch->offset + grown, length, replaced);
      grown += length - patch->length;
    }

  return g_steal_pointer (&inverse);
}

/**
 * plr_patches_compose:
 * @first: (element-type PlrPatch): changes of @text
 * @second: (element-type PlrPatch): changes of the text after @first
 * @text: the text before both
 * @size: its bytes
 *
 * Returns: (transfer full) (element-type PlrPatch): one list that does what the two do one after the other
 */
GPtrArray *
plr_patches_compose (GPtrArray  *first,
                     GPtrArray  *second,
                     const char *text,
                     gsize       size)
{
  g_autoptr(GPtrArray) composed = plr_patches_new ();
  g_autofree char *middle = NULL;
  gsize middle_size;
  gsize grown = 0;  /* of the middle text against the first, up to the patches looked at */
  guint a = 0, b = 0;

  g_return_val_if_fail (first != NULL && second != NULL && text != NULL, NULL);

  middle = plr_patches_apply (text, size, first, &middle_size);
  g_return_val_if_fail (middle != NULL && is_apart (second, middle_size), NULL);

  while (a < first->len || b < second->len)
    {
      g_autoptr(GString) replacement = g_string_new (NULL);
      g_autofree char *tail = NULL;
      gsize start = G_MAXSIZE, end, at, before = grown;
      gboolean more = TRUE;

      if (a < first->len)
        start = ((PlrPatch *) first->pdata[a])->offset + grown;
      if (b < second->len)
        start = MIN (start, ((PlrPatch *) second->pdata[b])->offset);

      /* One region of the middle text that holds all changes of both lists which touch each other. */
      end = at = start;
      while (more)
        {
          more = FALSE;
          if (a < first->len && ((PlrPatch *) first->pdata[a])->offset + grown <= end)
            {
              const PlrPatch *patch = first->pdata[a++];
              gsize length = strlen (patch->replacement);

              end = MAX (end, patch->offset + grown + length);
              grown += length - patch->length;
              more = TRUE;
            }
          if (b < second->len && ((PlrPatch *) second->pdata[b])->offset <= end)
            {
              const PlrPatch *patch = second->pdata[b++];

              end = MAX (end, patch->offset + patch->length);
              g_string_append_len (replacement, middle + at, patch->offset - at);
              g_string_append (replacement, patch->replacement);
              at = patch->offset + patch->length;
              more = TRUE;
            }
        }

      tail = g_strndup (middle + at, end - at);
      g_string_append (replacement, tail);
      plr_patches_add (composed, start - before, (end - grown) - (start - before), replacement->str);
    }
  (void) plr_patches_normalize (composed, text, size);  /* the regions are apart by the way they are made */

  return g_steal_pointer (&composed);
}

/**
 * plr_patches_merge:
 * @first: (element-type PlrPatch): changes of @text
 * @second: (element-type PlrPatch): other changes of the same text
 * @text: the text before
 * @size: its bytes
 *
 * Returns: (transfer full) (nullable) (element-type PlrPatch): both at once, or %NULL when they overlap
 */
GPtrArray *
plr_patches_merge (GPtrArray  *first,
                   GPtrArray  *second,
                   const char *text,
                   gsize       size)
{
  g_autoptr(GPtrArray) merged = plr_patches_new ();

  g_return_val_if_fail (first != NULL && second != NULL && text != NULL, NULL);

  g_ptr_array_extend (merged, first, (GCopyFunc) plr_patch_copy, NULL);
  g_ptr_array_extend (merged, second, (GCopyFunc) plr_patch_copy, NULL);
  if (!plr_patches_normalize (merged, text, size))
    return NULL;

  return g_steal_pointer (&merged);
}

/**
 * plr_patches_diff:
 * @before: a text
 * @before_size: its bytes
 * @after: another
 * @after_size: its bytes
 *
 * Returns: (transfer full) (element-type PlrPatch): one patch between what the two have in common at the start and at the
 *   end, or none when they are equal
 */
GPtrArray *
plr_patches_diff (const char *before,
                  gsize       before_size,
                  const char *after,
                  gsize       after_size)
{
  g_autoptr(GPtrArray) patches = plr_patches_new ();
  g_autofree char *replacement = NULL;
  gsize prefix, suffix;

  g_return_val_if_fail (before != NULL && after != NULL, NULL);

  find_common (before, before_size, after, after_size, &prefix, &suffix);
  replacement = g_strndup (after + prefix, after_size - prefix - suffix);
  if (before_size - prefix - suffix > 0 || replacement[0] != '\0')
    plr_patches_add (patches, prefix, before_size - prefix - suffix, replacement);

  return g_steal_pointer (&patches);
}

/**
 * plr_patches_map_offset:
 * @patches: (element-type PlrPatch): sorted changes
 * @offset: a place in the text before
 *
 * Returns: the place in the text after: of the same byte, or of the end of what stands in its place
 */
gsize
plr_patches_map_offset (GPtrArray *patches,
                        gsize      offset)
{
  gsize grown = 0;

  g_return_val_if_fail (patches != NULL, offset);

  for (guint i = 0; i < patches->len; i++)
    {
      const PlrPatch *patch = patches->pdata[i];
      gsize length = strlen (patch->replacement);

      if (patch->offset > offset || (patch->offset == offset && patch->length > 0))
        break;
      if (offset < patch->offset + patch->length)
        return patch->offset + grown + length;
      grown += length - patch->length;
    }

  return offset + grown;
}
