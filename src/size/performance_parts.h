#pragma once
// What the readers of the kinds of performance files share; inside src/size.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "size/csv_reader.h"
#include "size/workload.h"

namespace gantry::size {

// The columns of a file by the names in its heading, letter case ignored.
class Columns {
  public:
    explicit Columns(const std::vector<std::string>& heading);

    bool has(std::string_view name) const { return index_.contains(std::string(name)); }
    bool has_all(std::initializer_list<std::string_view> names) const;
    // Throws FormatError when the record has more or fewer fields than the heading.
    void require_shape(const CsvReader& csv, const std::vector<std::string>& row) const;
    // Empty when there is no such column. `name` in lower case.
    const std::string& get(const std::vector<std::string>& row, std::string_view name) const;
    // Throw FormatError naming column and value.
    double number(const CsvReader& csv, const std::vector<std::string>& row,
                  std::string_view name) const;
    int64_t time(const CsvReader& csv, const std::vector<std::string>& row,
                 std::string_view name) const;

  private:
    std::unordered_map<std::string, size_t> index_;
    size_t count_ = 0;
};

// Throws FormatError: "Value is not a number: 'x'".
double number_of(const CsvReader& csv, std::string_view what, const std::string& text);

// Workloads under construction, and where their parts are: files have millions of rows.
class Places {
  public:
    std::vector<Workload> workloads;

    void begin_file(const std::string& name) { input_ = name; }
    Workload& server(const CsvReader& csv, const std::string& name, Source source);
    DatabaseLoad& database(const CsvReader& csv, Workload& workload, const std::string& name);
    FileLoad& file(const CsvReader& csv, Workload& workload, const std::string& database,
                   const std::string& name);
    // Throws FormatError when there are too many.
    void add(const CsvReader& csv, Series& series, int64_t time, double value);

  private:
    std::string input_;
    std::unordered_map<std::string, size_t> index_;
    uint64_t points_ = 0;
};

void read_counters(CsvReader& csv, const Columns& columns, Places& places);
void read_instance_facts(CsvReader& csv, const Columns& columns, Places& places);
void read_database_files(CsvReader& csv, const Columns& columns, Places& places);
void read_samples(CsvReader& csv, const Columns& columns, Places& places);

bool is_counters(const Columns& columns);
bool is_instance_facts(const Columns& columns);
bool is_database_files(const Columns& columns);
bool is_samples(const Columns& columns);

// "Rows", "LOG" ...
FileType file_type_of(std::string_view text);

}  // namespace gantry::size
