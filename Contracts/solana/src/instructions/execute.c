/*
 * 13 execute: does what was scheduled, in its window. By anyone.
 *
 *   0 [WRITE, SIGNER] payer of the rent
 *   1 [WRITE]         config
 *   2 []              instructions sysvar
 *   3 [WRITE]         proposal
 *   4 [WRITE]         what changes: asset, or lane; else config again
 *   5 []              system program
 *   6 [WRITE]         mint index; 6 to 8 only for ListAsset
 *   7 []              mint
 *   8 []              custody token account; in Mint mode the mint again
 *
 * data: 0 tag 1 | 1 action 1 | 2 words 32 w
 */
#include "../governance.h"
#include "../listing.h"
#include "../risk_scope.h"

enum { ExecuteAccounts = 6, ListAccounts = 9 };

static u64 require_due(const Config *config, const Proposal *proposal)
{
    u64 now;
    /* SECURITY: one "no" is final (W8). */
    REQUIRE(proposal->state != ProposalVetoed, Vetoed);
    REQUIRE(proposal->state == ProposalScheduled, AlreadyExecuted);
    TRY(read_unix_time(&now));
    /* SECURITY: the delay is the time in which somebody can say no. */
    REQUIRE(now >= be64(proposal->ready_at), NotReady);
    /* SECURITY: what was agreed long ago is not done to a bridge that has changed (M38). */
    REQUIRE(now <= be64(proposal->until), ExecutionExpired);
    /* SECURITY: both are officers still. */
    TRY(require_officer(config, proposal->first));
    return require_officer(config, proposal->second);
}

static u64 lower_level(const Input *in, Config *config, const Paper *paper, const Proposal *proposal)
{
    Scope scope;
    TRY(find_scope(in, config, paper, &scope));
    const u64 to = word_number(paper, 3);
    /* SECURITY: nobody loosens what was tightened after they looked. */
    REQUIRE(be32(scope.changes) == be32(proposal->changes), TightenedSince);
    REQUIRE(to < *scope.level, LevelNotLower);
    *scope.level = (u8)to;
    return Success;
}

static u64 set_signed_limits(const Input *in, const Paper *paper, const Proposal *proposal)
{
    Asset *asset;
    TRY(open_named_asset(in, word(paper, 1), &asset));
    /* SECURITY: nobody loosens what was tightened after they looked. */
    REQUIRE(be32(asset->changes) == be32(proposal->changes), TightenedSince);
    const u64 values[4] = {word_number(paper, 2), word_number(paper, 3), word_number(paper, 4), word_number(paper, 5)};
    return set_asset_limits(asset, values);
}

static u64 list_signed_asset(const Input *in, const Config *config, const Paper *paper)
{
    const Listing listing = {
        &in->accounts[0], &in->accounts[PlaceSubject], &in->accounts[6], &in->accounts[7], &in->accounts[8], word(paper, 4) + 30, word(paper, 5),
        (u8)word_number(paper, 2), (u8)word_number(paper, 3),
    };
    /* SECURITY: no part of what was signed is ignored. */
    REQUIRE(equal32(word(paper, 1), listing.mint->key), BadListing);
    return list_asset(in, config, &listing);
}

static u64 loosen(const Input *in, Config *config, const Paper *paper, const Proposal *proposal)
{
    if (paper->action == LowerLevel) return lower_level(in, config, paper, proposal);
    if (paper->action == SetLimits) return set_signed_limits(in, paper, proposal);
    if (paper->action == ListAsset) return list_signed_asset(in, config, paper);
    if (paper->action == OpenLane) {
        const NewLane lane = {&in->accounts[0], &in->accounts[PlaceSubject], word(paper, 1) + 30, (u8)word_number(paper, 2)};
        return make_lane(in, config, &lane);
    }
    TRY(require_config_again(in, PlaceSubject));
    const u8 *address = word(paper, 1) + 12, role = (u8)word_number(paper, 2);
    return paper->action == GrantRole ? grant_role_to(config, address, role) : revoke_role_of(config, address, role);
}

static __attribute__((noinline)) u64 execute(const Input *in)
{
    REQUIRE(in->account_count == ExecuteAccounts || in->account_count == ListAccounts, WrongAccountCount);
    Config *config;
    Proposal *proposal;
    Paper paper;
    OPEN(&in->accounts[PlaceConfig], CONFIG_KIND, config);
    TRY(require_writable(&in->accounts[PlaceConfig]));
    TRY(require_no_durable_nonce(&in->accounts[PlaceSysvar]));
    TRY(read_paper(in, config, &paper));
    REQUIRE(in->data_len == 2 + 32 * paper.count, BadWords);
    /* SECURITY: listing reads three accounts more. */
    REQUIRE((paper.action == ListAsset) == (in->account_count == ListAccounts), WrongAccountCount);
    REQUIRE(is_made(in, &in->accounts[PlaceRecord]), NotScheduled);
    TRY(require_writable(&in->accounts[PlaceRecord]));
    OPEN(&in->accounts[PlaceRecord], PROPOSAL_KIND, proposal);
    /* SECURITY: what is done is what was signed, every word of it. */
    REQUIRE(equal32(proposal->digest, paper.digest), NotScheduled);
    TRY(require_due(config, proposal));
    proposal->state = ProposalExecuted;
    return loosen(in, config, &paper, proposal);
}
