/* Who is an officer, who is a sentinel, and which papers they have used up. */
#ifndef BRIDGE_ROLES_H
#define BRIDGE_ROLES_H

#include "limits.h"

/*
 * With two officers neither could be revoked (FewestOfficers), and one stolen key would veto whoever is to be the third: so a bridge is sealed with
 * three. Revoking may leave two.
 */
enum { FewestOfficers = 2, FewestToSeal = 3, Day = 86400, LongestPaper = 30 * Day, LongestPaperDays = 30 };

/* The entry of a key, which may have lost its role; 0 when it never had one. */
static RoleEntry *find_role(const Config *config, const u8 *address)
{
    for (u64 i = 0; i < Roles; i++) {
        if (equal20(config->roles[i].address, address)) return (RoleEntry *)(void *)&config->roles[i];
    }
    return 0;
}

static u64 require_officer(const Config *config, const u8 *address)
{
    const RoleEntry *entry = find_role(config, address);
    /* SECURITY: a sentinel never counts as officer: the role that halts cannot resume (W8, M77). */
    REQUIRE(entry != 0 && entry->role == RoleOfficer && !is_zero20(address), NotOfficer);
    return Success;
}

static u64 require_any_role(const Config *config, const u8 *address)
{
    const RoleEntry *entry = find_role(config, address);
    /* SECURITY: a stranger stops nothing. */
    REQUIRE(entry != 0 && entry->role != RoleNone, NotSentinel);
    return Success;
}

/* Of a key that has a role. */
static u64 use_nonce(Config *config, const u8 *address, u64 nonce)
{
    RoleEntry *entry = find_role(config, address);
    REQUIRE(entry != 0, NotSentinel);
    /* SECURITY: a signature works once per chain, and never after a later one of the same person. */
    REQUIRE(nonce > be64(entry->nonce), NonceUsed);
    put_be64(entry->nonce, nonce);
    return Success;
}

static u64 count_officers(const Config *config)
{
    u64 officers = 0;
    for (u64 i = 0; i < Roles; i++) officers += config->roles[i].role == RoleOfficer;
    return officers;
}

static inline u64 revoked_on(const RoleEntry *entry) { return (u64)entry->revoked_on[0] << 16 | (u64)entry->revoked_on[1] << 8 | entry->revoked_on[2]; }

/* A place for a new key: one that was never taken, or one that was given up so long ago that every paper used by its key is dead. */
static RoleEntry *free_role(Config *config, u64 today)
{
    for (u64 i = 0; i < Roles; i++) {
        if (is_zero20(config->roles[i].address)) return &config->roles[i];
    }
    for (u64 i = 0; i < Roles; i++) {
        /* SECURITY: with the entry goes its nonce, which alone keeps the papers that its key has used from being used again. */
        if (config->roles[i].role == RoleNone && today > revoked_on(&config->roles[i]) + LongestPaperDays + 1) return &config->roles[i];
    }
    return 0;
}

static u64 grant_role_to(Config *config, const u8 *address, u8 role)
{
    u64 now;
    TRY(read_unix_time(&now));
    REQUIRE(role == RoleOfficer || role == RoleSentinel, BadWords);
    /* SECURITY: nobody's key gets no role (W9). */
    REQUIRE(!is_zero20(address), BadWords);
    RoleEntry *entry = find_role(config, address);
    /* SECURITY: one key, one role (M77). */
    REQUIRE(entry == 0 || entry->role == RoleNone, RoleTaken);
    if (entry == 0) {
        entry = free_role(config, now / Day);
        REQUIRE(entry != 0, TableFull);
        copy20(entry->address, address);
        put_be64(entry->nonce, 0);
    }
    entry->role = role;
    return Success;
}

static u64 revoke_role_of(Config *config, const u8 *address, u8 role)
{
    u64 now;
    TRY(read_unix_time(&now));
    RoleEntry *entry = find_role(config, address);
    REQUIRE(entry != 0 && role != RoleNone && entry->role == role, RoleMismatch);
    /* SECURITY: with fewer than two nothing could ever be loosened again. */
    REQUIRE(role != RoleOfficer || count_officers(config) > FewestOfficers, TooFewOfficers);
    const u64 today = now / Day;
    entry->role = RoleNone;
    entry->revoked_on[0] = (u8)(today >> 16);
    put_be16(entry->revoked_on + 1, today);
    return Success;
}

#endif
