#include "catalog/script/writer.h"

#include <fmt/format.h>

#include "catalog/script/quote.h"

namespace gantry::catalog::script {

void ScriptWriter::blank_line() {
    if (!script_.text.empty() && !in_batch_) script_.text += '\n';
}

void ScriptWriter::write_heading() {
    if (heading_.empty()) return;
    blank_line();
    script_.text += fmt::format("-- {}\n\n", heading_);
    in_batch_ = true;
    heading_.clear();
}

void ScriptWriter::write_batch(std::string_view text) {
    script_.text += text;
    // A last line without its end would join with GO.
    if (!text.empty() && !text.ends_with('\n')) script_.text += '\n';
    script_.text += "GO\n";
    in_batch_ = false;
}

void ScriptWriter::set_options(bool ansi_nulls, bool quoted_identifier) {
    if (ansi_nulls_ == ansi_nulls && quoted_identifier_ == quoted_identifier) return;
    blank_line();
    if (ansi_nulls_ != ansi_nulls) {
        write_batch(fmt::format("SET ANSI_NULLS {}", ansi_nulls ? "ON" : "OFF"));
        ansi_nulls_ = ansi_nulls;
    }
    if (quoted_identifier_ != quoted_identifier) {
        write_batch(fmt::format("SET QUOTED_IDENTIFIER {}", quoted_identifier ? "ON" : "OFF"));
        quoted_identifier_ = quoted_identifier;
    }
}

void ScriptWriter::batch(std::string_view text) {
    create(text, {});
}

void ScriptWriter::create(std::string_view text, const Guard& guard, bool ansi_nulls) {
    write_heading();
    set_options(ansi_nulls, true);
    blank_line();
    ++script_.statement_count;
    if (!options_.if_not_exists || guard.missing.empty()) {
        write_batch(text);
    } else if (guard.alone) {
        write_batch(fmt::format("IF {}\nEXEC sys.sp_executesql @statement = {}", guard.missing,
                                literal(text)));
    } else {
        write_batch(fmt::format("IF {}\nBEGIN\n{}\nEND", guard.missing, text));
    }
}

void ScriptWriter::module(std::string_view text, const Guard& guard, bool ansi_nulls,
                          bool quoted_identifier) {
    write_heading();
    set_options(ansi_nulls, quoted_identifier);
    if (options_.if_not_exists && !guard.missing.empty()) {
        blank_line();
        write_batch(fmt::format("IF {}\nEXEC sys.sp_executesql @statement = {}", guard.missing,
                                literal(text)));
    } else {
        if (in_batch_) write_batch({});
        write_batch(text);
    }
    ++script_.statement_count;
}

void ScriptWriter::alter(std::string_view text, std::string_view condition) {
    create(text, Guard{std::string(condition), false});
}

void ScriptWriter::comment(std::string_view text) {
    write_heading();
    blank_line();
    script_.text += fmt::format("-- {}\n", one_line(text));
    in_batch_ = true;
}

void ScriptWriter::cannot(std::string_view what, std::string_view reason) {
    std::string line = one_line(fmt::format("{}: {}", what, reason));
    comment("cannot be scripted: " + line);
    script_.problems.push_back(std::move(line));
}

}  // namespace gantry::catalog::script
