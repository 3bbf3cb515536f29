#pragma once
// Reads the instance level out of a backup of master or msdb (or both in turn, with merge()).
//
//   auto image = DatabaseImage::open({"master.bak"});
//   Instance instance = read_instance(*image);
//
// Any other database gives an empty Instance with has_master and has_msdb false. Columns and tables
// a version lacks read as empty; what is there and not understood becomes a warning. Errors:
// FormatError of a damaged page.

#include <string_view>

#include "catalog/instance/instance_model.h"

namespace gantry::catalog {

class DatabaseImage;

Instance read_instance(const DatabaseImage& image);

// Puts what `other` holds beside what `into` has: master's and msdb's parts of one server.
void merge(Instance& into, Instance other);

// An object of master or msdb that is the server's own by its name, although the catalog does not
// mark it so.
bool is_shipped_object(std::string_view database, std::string_view name);

}  // namespace gantry::catalog
