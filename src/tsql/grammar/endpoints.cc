// Endpoints: TCP and, up to version 2008 R2, HTTP with its SOAP payload.

#include "tsql/grammar/statements.h"

namespace gantry::tsql {
namespace {

constexpr Syntax k_syntax[] = {
    {"CREATE ENDPOINT",
     "<name> [AUTHORIZATION <owner>] [$endpoint_setting [ [,] $endpoint_setting ]...]"
     " AS $protocol FOR $payload",
     90},
    {"ALTER ENDPOINT",
     "<name> { $endpoint_setting [ [,] $endpoint_setting ]... [AS $protocol] [FOR $payload]"
     " | AS $protocol [FOR $payload] | FOR $payload }",
     90},
    {"DROP ENDPOINT", "<name>", 90},
    {"$endpoint_setting",
     "STATE = {STARTED | STOPPED | DISABLED} | AFFINITY = {NONE | ADMIN | <affinity:integer>}"},
    {"$enabled", "ENABLED | DISABLED"},

    {"$protocol",
     "TCP ( $tcp_option [ [,] $tcp_option ]... ) | HTTP ( $http_option [ [,] $http_option ]... )"},
    // An IPv4 address is cut into numbers: 10.0 .75 .1
    {"$tcp_option",
     "LISTENER_PORT = <port:integer>"
     " | LISTENER_IP = {ALL | ( {<ip:string> | $ip4 [: $ip4]} )}"},
    {"$ip4", "<ip:number>..."},
    {"$http_option",
     "PATH = <path:string>"
     " | AUTHENTICATION = ( {BASIC | DIGEST | NTLM | KERBEROS | INTEGRATED},... )"
     " | PORTS = ( {CLEAR | SSL},... ) | SITE = <site:string>"
     " | {CLEAR_PORT | SSL_PORT} = <port:integer> | AUTH_REALM = {NONE | <realm:string>}"
     " | DEFAULT_LOGON_DOMAIN = {NONE | <domain:string>} | COMPRESSION = $enabled"
     " | {ADD | DROP} EXCEPT_IP = ( {$ip4 [: $ip4]},... )"},

    {"$payload",
     "TSQL ( ) | SOAP ( [$soap_option [ [,] $soap_option ]...] )"
     " | SERVICE_BROKER ( [$peer_option [ [,] $peer_option ]...] )"
     " | {DATABASE_MIRRORING | DATA_MIRRORING} ( [$peer_option [ [,] $peer_option ]...] )"},
    {"$peer_option",
     "AUTHENTICATION = $peer_authentication"
     " | ENCRYPTION = {DISABLED | {SUPPORTED | REQUIRED} [ALGORITHM {AES [RC4] | RC4 [AES]}]}"
     " | MESSAGE_FORWARDING = $enabled | MESSAGE_FORWARD_SIZE = <forward_size:integer>"
     " | ROLE = {WITNESS | PARTNER | ALL}"},
    {"$peer_authentication",
     "WINDOWS [$windows_method] [CERTIFICATE <certificate>]"
     " | CERTIFICATE <certificate> [WINDOWS [$windows_method]]"},
    {"$windows_method", "NTLM | KERBEROS | NEGOTIATE"},
    {"$soap_option",
     "[ADD | ALTER] WEBMETHOD $method_name ( $method_option [ [,] $method_option ]... )"
     " | DROP WEBMETHOD $method_name"
     " | BATCHES = $enabled | WSDL = {NONE | DEFAULT | <wsdl:string>} | SESSIONS = $enabled"
     " | LOGIN_TYPE = {MIXED | WINDOWS} | SESSION_TIMEOUT = {NEVER | <timeout:integer>}"
     " | DATABASE = {DEFAULT | <database:string>} | NAMESPACE = {DEFAULT | <namespace:string>}"
     " | SCHEMA = {NONE | STANDARD} | CHARACTER_SET = {SQL | XML}"
     " | HEADER_LIMIT = <header_limit:integer>"},
    {"$method_name", "<method:string> [. <method:string>]"},
    {"$method_option",
     "NAME = <procedure:string> | SCHEMA = {NONE | STANDARD | DEFAULT}"
     " | FORMAT = {ALL_RESULTS | ROWSETS_ONLY | NONE}"},
};

}  // namespace

std::span<const Syntax> endpoint_syntax() {
    return k_syntax;
}

}  // namespace gantry::tsql
