// Password policy, certificates and the lock file.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/error.h"
#include "instance/certificate.h"
#include "instance/layout.h"
#include "instance/lock_file.h"
#include "instance/password_policy.h"

namespace gantry::instance {
namespace {

TEST(PasswordPolicy, IsSqlServers) {
    EXPECT_NO_THROW(check_password("sa", "Passw0rd"));
    EXPECT_NO_THROW(check_password("sa", "pass-w0rd"));
    EXPECT_NO_THROW(check_password("sa", "Pässwort1"));
    EXPECT_THROW(check_password("sa", "Pa-0"), Error);
    EXPECT_THROW(check_password("sa", "passwords"), Error);
    EXPECT_THROW(check_password("sa", "passw0rds"), Error);
    EXPECT_THROW(check_password("sa", ""), Error);
    EXPECT_THROW(check_password("bob", "I-am-BoB-1"), Error);
    EXPECT_THROW(check_password("sa", "Aa1" + std::string(126, 'x')), Error);
}

TEST(PasswordPolicy, GeneratesWhatItAccepts) {
    std::string first = generate_password();
    EXPECT_NO_THROW(check_password("sa", first));
    EXPECT_EQ(first.size(), 24u);
    EXPECT_NE(first, generate_password());
}

TEST(Certificate, SelfSignedFits) {
    Certificate one = make_self_signed("host.example");
    EXPECT_NO_THROW(check_certificate(one));
    Certificate other = make_self_signed(std::string(200, 'h'));
    EXPECT_THROW(check_certificate({one.certificate_pem, other.private_key_pem}), Error);
    EXPECT_THROW(check_certificate({one.certificate_pem, "nonsense"}), Error);
    EXPECT_THROW(check_certificate({"", one.private_key_pem}), Error);
}

TEST(Layout, ChecksNames) {
    EXPECT_NO_THROW(check_instance_name("Sales_2024$-x"));
    for (const char* name : {"", "1a", "-a", "a/b", "..", "abcdefghijklmnopq", "a b"}) {
        EXPECT_THROW(check_instance_name(name), Error) << name;
    }
    EXPECT_EQ(resolve_data_dir("", "/srv/x/../y/"), "/srv/y");
}

TEST(LockFile, IsHeldUntilTheProcessEnds) {
    char dir[] = "/tmp/gantry-lock-XXXXXX";
    ASSERT_NE(mkdtemp(dir), nullptr);
    EXPECT_FALSE(running_server(dir));
    {
        LockFile lock(dir);
        auto starting = running_server(dir);
        ASSERT_TRUE(starting);
        EXPECT_EQ(starting->port, 0);
        lock.publish(1433, "127.0.0.1");
        auto running = running_server(dir);
        ASSERT_TRUE(running);
        EXPECT_EQ(running->pid, getpid());
        EXPECT_EQ(running->port, 1433);
        EXPECT_EQ(running->listen, "127.0.0.1");
        EXPECT_THROW(LockFile second(dir), IoError);
    }
    EXPECT_FALSE(running_server(dir));
    // Killed without a chance to clean up.
    pid_t child = fork();
    if (child == 0) {
        LockFile lock(dir);
        lock.publish(1, "x");
        _exit(0);
    }
    waitpid(child, nullptr, 0);
    EXPECT_FALSE(running_server(dir));
    EXPECT_NO_THROW(LockFile again(dir));
    std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace gantry::instance
