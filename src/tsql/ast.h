#pragma once
// All of the T-SQL syntax tree. See ast/node.h for ownership and casts.

#include "tsql/ast/admin.h"
#include "tsql/ast/backup.h"
#include "tsql/ast/ddl.h"
#include "tsql/ast/dml.h"
#include "tsql/ast/expressions.h"
#include "tsql/ast/procedural.h"
#include "tsql/ast/query.h"
#include "tsql/ast/security.h"
#include "tsql/ast/table_ddl.h"
