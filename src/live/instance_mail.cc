// Database Mail: profiles, accounts, settings. Passwords are not to be seen.

#include "live/instance_parts.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_accounts = {
    .what = "accounts of Database Mail",
    .view = "msdb.dbo.sysmail_account",
    .columns = "account_id, name, description, email_address, display_name, replyto_address",
    .rest = "FROM msdb.dbo.sysmail_account AS t ORDER BY t.account_id",
};
constexpr CatalogQuery k_servers = {
    .what = "servers of Database Mail",
    .view = "msdb.dbo.sysmail_server",
    .columns =
        "account_id, servertype, servername, port, username, credential_id, "
        "use_default_credentials, enable_ssl",
    .rest = "FROM msdb.dbo.sysmail_server AS t ORDER BY t.account_id",
};
constexpr CatalogQuery k_profiles = {
    .what = "profiles of Database Mail",
    .view = "msdb.dbo.sysmail_profile",
    .columns = "profile_id, name, description",
    .rest = "FROM msdb.dbo.sysmail_profile AS t ORDER BY t.profile_id",
};
constexpr CatalogQuery k_profile_accounts = {
    .what = "accounts of profiles of Database Mail",
    .view = "msdb.dbo.sysmail_profileaccount",
    .columns = "profile_id, account_id, sequence_number",
    .rest = "FROM msdb.dbo.sysmail_profileaccount AS t ORDER BY t.profile_id, t.sequence_number",
};
constexpr CatalogQuery k_profile_users = {
    .what = "users of profiles of Database Mail",
    .view = "msdb.dbo.sysmail_principalprofile",
    .columns = "profile_id, principal_sid, is_default",
    .rest = "FROM msdb.dbo.sysmail_principalprofile AS t ORDER BY t.profile_id",
};
constexpr CatalogQuery k_settings = {
    .what = "settings of Database Mail",
    .view = "msdb.dbo.sysmail_configuration",
    .columns = "paramname, paramvalue",
    .rest = "FROM msdb.dbo.sysmail_configuration AS t ORDER BY t.paramname",
};

void read_accounts(Source& source, DatabaseMail& out) {
    source.read(k_accounts, [&](const Row& row) {
        MailAccount account;
        account.id = int_of(row, "account_id");
        account.name = row.text("name");
        account.description = row.text("description");
        account.email_address = row.text("email_address");
        account.display_name = row.text("display_name");
        account.reply_to_address = row.text("replyto_address");
        out.accounts.push_back(std::move(account));
    });
    source.read(k_servers, [&](const Row& row) {
        MailServer server;
        server.account_id = int_of(row, "account_id");
        server.type = row.text("servertype");
        server.name = row.text("servername");
        server.port = int_of(row, "port");
        server.username = row.text("username");
        server.credential_id = int_of(row, "credential_id");
        server.use_default_credentials = row.flag("use_default_credentials");
        server.enable_ssl = row.flag("enable_ssl");
        for (MailAccount& account : out.accounts) {
            if (account.id == server.account_id) account.servers.push_back(server);
        }
    });
}

void read_profiles(Source& source, DatabaseMail& out) {
    source.read(k_profiles, [&](const Row& row) {
        MailProfile profile;
        profile.id = int_of(row, "profile_id");
        profile.name = row.text("name");
        profile.description = row.text("description");
        out.profiles.push_back(std::move(profile));
    });
    auto profile_at = [&](const Row& row) -> MailProfile* {
        const int32_t id = int_of(row, "profile_id");
        for (MailProfile& profile : out.profiles) {
            if (profile.id == id) return &profile;
        }
        return nullptr;
    };
    source.read(k_profile_accounts, [&](const Row& row) {
        MailProfile* profile = profile_at(row);
        if (profile == nullptr) return;
        profile->accounts.push_back({int_of(row, "account_id"), int_of(row, "sequence_number")});
    });
    source.read(k_profile_users, [&](const Row& row) {
        MailProfile* profile = profile_at(row);
        if (profile == nullptr) return;
        std::vector<uint8_t> sid = bytes_of(row, "principal_sid");
        // The SID 0x00 is the public role's (guest): everybody.
        const bool everybody = sid.size() == 1 && sid[0] == 0;
        if (everybody && row.flag("is_default")) profile->is_default_public = true;
        profile->principal_sids.push_back(std::move(sid));
    });
}

}  // namespace

void read_mail(Source& source, DatabaseMail& out) {
    read_accounts(source, out);
    read_profiles(source, out);
    source.read(k_settings, [&](const Row& row) {
        out.settings.push_back({row.text("paramname"), row.text("paramvalue")});
    });
}

void add_mail_queries(QueryList& out) {
    out.insert(out.end(), {&k_accounts, &k_servers, &k_profiles, &k_profile_accounts,
                           &k_profile_users, &k_settings});
}

}  // namespace gantry::live
