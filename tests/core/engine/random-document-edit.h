/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-edit.h"
#include "plr-pipeline.h"

PlrEdit *random_document_edit (PlrPipeline *pipeline,
                               GRand       *rand);
