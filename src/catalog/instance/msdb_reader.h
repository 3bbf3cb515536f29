#pragma once
// The parts of read_instance() that read msdb's dbo tables. Private to src/catalog/instance.

#include "catalog/database_image.h"
#include "catalog/instance/instance_model.h"

namespace gantry::catalog {

bool is_msdb(const DatabaseImage& image);
void read_jobs(const DatabaseImage& image, Instance& out);       // msdb_jobs.cc
void read_operators(const DatabaseImage& image, Instance& out);  // msdb_alerts.cc
void read_mail(const DatabaseImage& image, Instance& out);       // msdb_mail.cc
void read_history(const DatabaseImage& image, Instance& out);    // msdb_history.cc

}  // namespace gantry::catalog
