#include "cli/help.h"

#include <CLI/CLI.hpp>

#include "base/error.h"

namespace gantry::cli {
namespace {

// CLI11 has one description; the examples are kept where it keeps the footer.
void set_texts(CLI::App& app, const std::string& text) {
    size_t gap = text.find("\n\n");
    GANTRY_ASSERT(text.starts_with("Examples:\n") && gap != std::string::npos);
    app.footer(text.substr(0, gap));
    app.description(text.substr(gap + 2));
}

// Behind the first full stop that is none of "...".
size_t end_of_sentence(const std::string& text) {
    for (size_t at = 0; (at = text.find('.', at)) != std::string::npos; ++at) {
        const bool last = at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n';
        if (last && (at == 0 || text[at - 1] != '.')) return at;
    }
    return text.size();
}

class HelpStyle : public CLI::Formatter {
  public:
    std::string make_description(const CLI::App* app) const override {
        return app->get_footer() + "\n\n" + app->get_description() + "\n\n";
    }
    std::string make_footer(const CLI::App*) const override { return {}; }
    // CLI11 indents further lines of a description, but does not make them.
    std::string make_option_desc(const CLI::Option* option) const override {
        constexpr size_t k_width = 68;
        std::string text = CLI::Formatter::make_option_desc(option);
        size_t line = 0;
        while (text.size() - line > k_width) {
            size_t space = text.rfind(' ', line + k_width);
            if (space == std::string::npos || space <= line) break;
            text[space] = '\n';
            line = space + 1;
        }
        return text;
    }
    std::string make_subcommand(const CLI::App* app) const override {
        std::string text = app->get_description();
        text = text.substr(0, end_of_sentence(text));
        if (text.ends_with('.')) text.pop_back();
        for (char& c : text) {
            if (c == '\n') c = ' ';
        }
        std::string name = "  " + app->get_name();
        name.resize(std::max<size_t>(name.size() + 2, 14), ' ');
        return name + text + "\n";
    }
};

}  // namespace

CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& text) {
    CLI::App* command = parent.add_subcommand(name);
    set_texts(*command, text);
    return command;
}

void set_help_style(CLI::App& root, const std::string& text) {
    root.formatter(std::make_shared<HelpStyle>());
    set_texts(root, text);
}

}  // namespace gantry::cli
