// Database Mail: profiles, accounts with their servers, settings.

#include <algorithm>
#include <map>

#include "catalog/instance/msdb_reader.h"
#include "catalog/instance/table_reader.h"

namespace gantry::catalog {

namespace {

void read_accounts(const DatabaseImage& image, DatabaseMail& mail) {
    std::map<int32_t, size_t> index;
    scan_table(
        image, "sysmail_account",
        {"account_id", "name", "description", "email_address", "display_name", "replyto_address"},
        [&](const NamedRowView& row) {
            MailAccount account;
            account.id = int32_t(row.integer(0));
            account.name = row.text(1);
            account.description = row.text(2);
            account.email_address = row.text(3);
            account.display_name = row.text(4);
            account.reply_to_address = row.text(5);
            index[account.id] = mail.accounts.size();
            mail.accounts.push_back(std::move(account));
        });
    scan_table(image, "sysmail_server",
               {"account_id", "servertype", "servername", "port", "username", "credential_id",
                "use_default_credentials", "enable_ssl"},
               [&](const NamedRowView& row) {
                   MailServer server;
                   server.account_id = int32_t(row.integer(0));
                   server.type = row.text(1);
                   server.name = row.text(2);
                   server.port = int32_t(row.integer(3));
                   server.username = row.text(4);
                   server.credential_id = int32_t(row.integer(5));
                   server.use_default_credentials = row.integer(6) != 0;
                   server.enable_ssl = row.integer(7) != 0;
                   auto account = index.find(server.account_id);
                   if (account == index.end()) return;
                   mail.accounts[account->second].servers.push_back(std::move(server));
               });
}

}  // namespace

void read_mail(const DatabaseImage& image, Instance& out) {
    DatabaseMail& mail = out.mail;
    read_accounts(image, mail);
    std::map<int32_t, size_t> index;
    scan_table(image, "sysmail_profile", {"profile_id", "name", "description"},
               [&](const NamedRowView& row) {
                   MailProfile profile;
                   profile.id = int32_t(row.integer(0));
                   profile.name = row.text(1);
                   profile.description = row.text(2);
                   index[profile.id] = mail.profiles.size();
                   mail.profiles.push_back(std::move(profile));
               });
    scan_table(image, "sysmail_profileaccount", {"profile_id", "account_id", "sequence_number"},
               [&](const NamedRowView& row) {
                   auto profile = index.find(int32_t(row.integer(0)));
                   if (profile == index.end()) return;
                   mail.profiles[profile->second].accounts.push_back(
                       {int32_t(row.integer(1)), int32_t(row.integer(2))});
               });
    for (MailProfile& profile : mail.profiles) {
        std::sort(profile.accounts.begin(), profile.accounts.end(),
                  [](const MailProfileAccount& a, const MailProfileAccount& b) {
                      return a.sequence < b.sequence;
                  });
    }
    scan_table(image, "sysmail_principalprofile", {"profile_id", "principal_sid", "is_default"},
               [&](const NamedRowView& row) {
                   auto profile = index.find(int32_t(row.integer(0)));
                   if (profile == index.end()) return;
                   MailProfile& entry = mail.profiles[profile->second];
                   std::vector<uint8_t> sid = row.bytes(1);
                   // The SID 0x00 is the public role's (guest): everybody.
                   bool everybody = sid.size() == 1 && sid[0] == 0;
                   if (everybody && row.integer(2) != 0) entry.is_default_public = true;
                   entry.principal_sids.push_back(std::move(sid));
               });
    scan_table(image, "sysmail_configuration", {"paramname", "paramvalue"},
               [&](const NamedRowView& row) {
                   mail.settings.push_back({row.text(0), row.text(1)});
               });
}

}  // namespace gantry::catalog
