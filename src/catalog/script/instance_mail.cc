// Database Mail: accounts, profiles and who may use them (msdb.dbo.sysmail_*).

#include <fmt/format.h>

#include "catalog/script/instance_parts.h"

namespace gantry::catalog::script {
namespace {

void script_account(InstanceContext& context, const MailAccount& account) {
    Call call("msdb.dbo.sysmail_add_account_sp");
    call.text("account_name", account.name)
        .text("email_address", account.email_address)
        .text_if("display_name", account.display_name)
        .text_if("replyto_address", account.reply_to_address)
        .text_if("description", account.description);
    if (!account.servers.empty()) {
        const MailServer& server = account.servers.front();
        call.text("mailserver_name", server.name)
            .text_if("mailserver_type", server.type)
            .number("port", server.port)
            .number("use_default_credentials", server.use_default_credentials ? 1 : 0)
            .number("enable_ssl", server.enable_ssl ? 1 : 0);
        if (!server.username.empty()) {
            context.out.cannot("the password of mail account " + bracket(account.name),
                               "it is encrypted by a key of its server; put it in place of the "
                               "text below");
            call.text("username", server.username).text("password", "<password>");
        }
    }
    context.out.create(
        call.str(), {fmt::format("NOT EXISTS (SELECT 1 FROM msdb.dbo.sysmail_account WHERE name = "
                                 "{})",
                                 literal(account.name)),
                     false});
}

void script_profile(InstanceContext& context, const MailProfile& profile) {
    context.out.create(
        Call("msdb.dbo.sysmail_add_profile_sp")
            .text("profile_name", profile.name)
            .text_if("description", profile.description)
            .str(),
        {fmt::format("NOT EXISTS (SELECT 1 FROM msdb.dbo.sysmail_profile WHERE name = {})",
                     literal(profile.name)),
         false});
    std::string text;
    for (const MailProfileAccount& part : profile.accounts) {
        for (const MailAccount& account : context.instance.mail.accounts) {
            if (account.id != part.account_id) continue;
            text += Call("msdb.dbo.sysmail_add_profileaccount_sp")
                        .text("profile_name", profile.name)
                        .text("account_name", account.name)
                        .number("sequence_number", part.sequence)
                        .str() +
                    "\n";
        }
    }
    auto allow = [&](std::string_view name, bool is_default) {
        text += Call("msdb.dbo.sysmail_add_principalprofile_sp")
                    .text("profile_name", profile.name)
                    .text("principal_name", name)
                    .number("is_default", is_default ? 1 : 0)
                    .str() +
                "\n";
    };
    if (profile.is_default_public) allow("public", true);
    for (const std::vector<uint8_t>& sid : profile.principal_sids) {
        // SID 0 stands for public.
        const bool everybody = sid.size() <= 1 && (sid.empty() || sid[0] == 0);
        std::string_view name = everybody ? "public" : context.name_by_sid(sid);
        if (everybody && profile.is_default_public) continue;
        if (name.empty()) {
            context.out.cannot("a user of mail profile " + bracket(profile.name),
                               fmt::format("SID {} is not known", hex(sid)));
            continue;
        }
        allow(name, false);
    }
    if (!text.empty()) context.out.batch(text);
}

}  // namespace

void script_mail(InstanceContext& context) {
    context.out.heading("Database Mail");
    const DatabaseMail& mail = context.instance.mail;
    for (const MailAccount& account : mail.accounts)
        script_account(context, account);
    for (const MailProfile& profile : mail.profiles)
        script_profile(context, profile);
    std::string text;
    for (const MailSetting& setting : mail.settings) {
        text += Call("msdb.dbo.sysmail_configure_sp")
                    .text("parameter_name", setting.name)
                    .text("parameter_value", setting.value)
                    .str() +
                "\n";
    }
    if (!text.empty()) context.out.batch(text);
}

}  // namespace gantry::catalog::script
