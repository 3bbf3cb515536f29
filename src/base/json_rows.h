#pragma once
// A JSON array of flat objects, for handing rows to PostgreSQL: json_to_recordset().
//
//     JsonRows rows;
//     rows.begin();  rows.add("name", "x");  rows.add("count", int64_t(3));
//     rows.take();   // [{"name":"x","count":3}]
//
// Text is made valid UTF-8, and U+0000 is left out, which PostgreSQL has no place for. Keys are
// plain ASCII. One thread.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace gantry {

class JsonRows {
  public:
    void begin();
    void add(std::string_view key, std::string_view value);
    void add(std::string_view key, const char* value) { add(key, std::string_view(value)); }
    void add(std::string_view key, double value);
    template <std::same_as<bool> Bool>
    void add(std::string_view key, Bool value) {
        add_word(key, value ? "true" : "false");
    }
    template <std::integral Integer>
    requires(!std::same_as<Integer, bool>) void add(std::string_view key, Integer value) {
        add_word(key, std::to_string(value));
    }
    // Ends the array; the writer is as new.
    std::string take();

  private:
    void add_word(std::string_view key, std::string_view word);

    std::string text_;
    bool first_in_row_ = true;
};

}  // namespace gantry
