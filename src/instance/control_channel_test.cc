#include "instance/control_channel.h"

#include <gtest/gtest.h>

#include "instance/control_requests.h"

namespace gantry::instance {
namespace {

ControlHandlers handlers() {
    ControlHandlers out;
    out.show = [] { return std::string("{\"name\": \"sales\"}"); };
    out.scale = [](const ScaleRequest& request, const std::function<void(const std::string&)>& say,
                   std::stop_token) {
        say("a restore is running");
        if (request.vcores == 3) throw NotQuiet("no quiet moment", "later");
        ScaleResult result;
        result.size = {request.vcores.value_or(0), request.memory_mb.value_or(0), 0};
        result.changed = true;
        result.changes = {"a 1 -> 2"};
        return result;
    };
    return out;
}

class Channel : public testing::Test {
  protected:
    Channel() {
        std::string pattern = testing::TempDir() + "/gantryXXXXXX";
        dir_ = mkdtemp(pattern.data());
        pg::choose_socket_dir(dir_ + "/run");
        channel_ = std::make_unique<ControlChannel>(
            control_socket_path(dir_),
            [](const std::string& request, const std::function<void(const std::string&)>& waiting,
               std::stop_token stop) {
                return answer_control(request, handlers(), waiting, stop);
            });
    }
    ScaleResult scale(const ScaleRequest& request) {
        return parse_scale_answer(ask_server(dir_, scale_request(request),
                                             [this](const std::string& text) { said_ = text; }));
    }

    std::string dir_;
    std::string said_;
    std::unique_ptr<ControlChannel> channel_;
};

TEST_F(Channel, AnswersComeBack) {
    const std::string shown = ask_server(dir_, show_request(), {});
    EXPECT_NE(shown.find("\"name\":\"sales\""), std::string::npos) << shown;
    ScaleRequest request;
    request.vcores = 4;
    request.memory_mb = 2048;
    const ScaleResult result = scale(request);
    EXPECT_EQ(result.size, (InstanceSize{4, 2048, 0}));
    EXPECT_TRUE(result.changed);
    EXPECT_EQ(result.changes, std::vector<std::string>{"a 1 -> 2"});
    EXPECT_EQ(said_, "a restore is running");
}

TEST_F(Channel, ErrorsComeBackWithTheirHints) {
    ScaleRequest request;
    request.vcores = 3;
    try {
        scale(request);
        FAIL();
    } catch (const NotQuiet& error) {
        EXPECT_STREQ(error.what(), "no quiet moment");
        EXPECT_EQ(error.hint(), "later");
    }
}

TEST_F(Channel, WhatIsNoRequestIsRefused) {
    for (const char* text : {"", "x", "[]", "{}", "{\"command\": 1}", "{\"command\": \"drop\"}",
                             "{\"command\": \"scale\", \"vcores\": -1}"}) {
        EXPECT_THROW(ask_server(dir_, text, {}), Error) << text;
    }
}

TEST_F(Channel, WithoutAServerItSaysSo) {
    channel_.reset();
    EXPECT_THROW(ask_server(dir_, show_request(), {}), IoError);
}

}  // namespace
}  // namespace gantry::instance
