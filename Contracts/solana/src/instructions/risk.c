/*
 * 12 risk: presents a paper. What tightens happens at once; what loosens is scheduled. By anyone: the paper carries its own authority.
 *
 *   0 [WRITE, SIGNER] payer of the rent
 *   1 [WRITE]         config
 *   2 []              instructions sysvar
 *   3 [WRITE]         record: proposal of the paper's digest (what loosens), or the proposal that is vetoed, or the hold; else config again
 *   4 [WRITE]         subject: asset (levels of an asset, lower and set limits, approval), void record (rejection); else config again
 *   5 []              system program
 *
 * data: 0 tag 1 | 1 action 1 | 2 words 32 w | 2 + 32 w signatures 65 n
 * signatures: one, or for what loosens two in ascending order of their signers' addresses
 */
#include "../governance.h"
#include "../held.h"
#include "../risk_scope.h"
#include "../unlisted.h"
#include "../way_back.h"

enum { RiskAccounts = 6 };

static u64 raise_level(const Input *in, Config *config, const Paper *paper)
{
    Scope scope;
    TRY(find_scope(in, config, paper, &scope));
    const u64 to = word_number(paper, 3);
    /* SECURITY: one person only ever tightens (W8). */
    REQUIRE(to > *scope.level, LevelNotHigher);
    *scope.level = (u8)to;
    put_be32(scope.changes, be32(scope.changes) + 1);
    return require_config_again(in, PlaceRecord);
}

static u64 lower_limits(const Input *in, const Paper *paper)
{
    Asset *asset;
    TRY(require_config_again(in, PlaceRecord));
    TRY(open_named_asset(in, word(paper, 1), &asset));
    const u64 now[4] = {be64(asset->max_release), be64(asset->capacity), be64(asset->refill), be64(asset->hold_threshold)};
    u64 values[4];
    int lower = 0;
    for (u64 i = 0; i < 4; i++) {
        values[i] = word_number(paper, i + 2);
        /* SECURITY: one person only ever tightens (W8). */
        REQUIRE(values[i] <= now[i], LimitsNotLower);
        lower |= values[i] < now[i];
    }
    REQUIRE(lower, LimitsNotLower);
    /* SECURITY: what was agreed before does not undo it: SetLimits and LowerLevel look at this counter. */
    put_be32(asset->changes, be32(asset->changes) + 1);
    return set_asset_limits(asset, values);
}

/* Who may stop a proposal: anyone with a role, but for two kinds. */
static u64 require_may_veto(const Config *config, const Proposal *proposal, const u8 *signer)
{
    if (proposal->action != RotationAction && proposal->action != RevokeRole) return Success;
    /* SECURITY: a stolen sentinel key neither keeps stolen guardian keys in force nor itself its role. */
    TRY(require_officer(config, signer));
    /* SECURITY: a stolen key would veto the loss of its role for ever. */
    REQUIRE(proposal->action != RevokeRole || !equal20(proposal->words[1] + 12, signer), OwnRevocation);
    return Success;
}

static u64 veto(const Input *in, Config *config, const Paper *paper, const u8 *signer)
{
    const Account *account = &in->accounts[PlaceRecord];
    Proposal *proposal;
    TRY(require_config_again(in, PlaceSubject));
    REQUIRE(is_made(in, account), NothingToVeto);
    TRY(require_writable(account));
    OPEN(account, PROPOSAL_KIND, proposal);
    /* SECURITY: what was signed is what is stopped. */
    REQUIRE(equal32(proposal->digest, word(paper, 1)), WrongAccount);
    REQUIRE(proposal->state == ProposalScheduled, NothingToVeto);
    TRY(require_may_veto(config, proposal, signer));
    proposal->state = ProposalVetoed;
    if (equal32(config->pending_rotation, proposal->digest)) {
        for (u32 i = 0; i < 32; i += 8) store64(config->pending_rotation + i, 0);
    }
    return Success;
}

static u64 approve_hold(const Input *in, const Config *config, Hold *held, const u8 *officer)
{
    const Transfer *transfer = (const Transfer *)(const void *)held->transfer;
    Asset *asset;
    u64 level;
    TRY(open_named_asset(in, transfer->asset_id, &asset));
    TRY(level_in_force(config, be16(held->source), asset, &level));
    /* SECURITY: cursed is closed. */
    REQUIRE(level < LevelCursed, LevelTooHigh);
    u8 *place = 0;
    for (u64 i = 0; i < Approvers; i++) {
        /* An approver who is no officer any more gives up its place, or nobody could ever complete the pair. */
        if (place == 0 && require_officer(config, held->approvers[i]) != Success) place = held->approvers[i];
    }
    REQUIRE(place != 0, AlreadyApproved);
    /* SECURITY: two different people (W8). */
    REQUIRE(!equal20(held->approvers[0], officer) && !equal20(held->approvers[1], officer), SameOfficer);
    copy20(place, officer);
    return Success;
}

static u64 decide_hold(const Input *in, const Config *config, const Paper *paper, const u8 *officer)
{
    Hold *held;
    const u8 *source = word(paper, 1) + 30, *sequence = word(paper, 2) + 24, *leaf = word(paper, 3);
    TRY(open_held(in, &in->accounts[PlaceRecord], source, sequence, &held));
    /* SECURITY: what is approved is what was held, every field of it. */
    REQUIRE(equal32(held->leaf, leaf), NotHeld);
    if (paper->action == ApproveHold) return approve_hold(in, config, held, officer);
    held->state = HoldVoided;
    const u8 *source_sequence_leaf[3] = {source, sequence, leaf};
    return make_void(in, &in->accounts[0], &in->accounts[PlaceSubject], source_sequence_leaf);
}

static u64 tighten(const Input *in, Config *config, const Paper *paper, const u8 *signer)
{
    if (paper->action == ApproveHold || paper->action == RejectHold) TRY(require_officer(config, signer));
    else TRY(require_any_role(config, signer));
    TRY(use_nonce(config, signer, paper->nonce));
    switch (paper->action) {
    case RaiseLevel: return raise_level(in, config, paper);
    case LowerLimits: return lower_limits(in, paper);
    case Veto: return veto(in, config, paper, signer);
    default: return decide_hold(in, config, paper, signer);
    }
}

static u64 write_proposal(const Input *in, const Config *config, const Paper *paper, const u8 *signers)
{
    const Account *account = &in->accounts[PlaceRecord];
    u64 now;
    TRY(read_unix_time(&now));
    NewAccount new = {&in->accounts[0], account, {{"proposal", 8}, {paper->digest, 32}}, 2, sizeof(Proposal), 0};
    /* SECURITY: a paper is scheduled once, so that what was vetoed or carried out stays so. */
    TRY(create_pda(in, &new));
    Proposal *proposal = (Proposal *)(void *)account->data;
    const u64 ready_at = now + delay(config, DelayLoosen);
    store64(proposal->kind, PROPOSAL_KIND);
    copy32(proposal->digest, paper->digest);
    put_be64(proposal->ready_at, ready_at);
    put_be64(proposal->until, ready_at + delay(config, DelayExecute));
    proposal->state = ProposalScheduled;
    proposal->action = paper->action;
    proposal->bump = new.bump;
    copy20(proposal->first, signers);
    copy20(proposal->second, signers + 20);
    for (u64 i = 0; i < paper->count; i++) copy32(proposal->words[i], word(paper, i));
    return Success;
}

/* a < b as 160-bit big-endian numbers. */
static inline int less20(const u8 *a, const u8 *b)
{
    if (load64(a) != load64(b)) return be64(a) < be64(b);
    if (load64(a + 8) != load64(b + 8)) return be64(a + 8) < be64(b + 8);
    return be32(a + 16) < be32(b + 16);
}

/* How often what a paper loosens has been tightened so far; 0 for a paper about something else. */
static u64 find_changes(const Input *in, Config *config, const Paper *paper, u64 *changes)
{
    *changes = 0;
    if (paper->action == LowerLevel) {
        Scope scope;
        TRY(find_scope(in, config, paper, &scope));
        *changes = be32(scope.changes);
        return Success;
    }
    if (paper->action != SetLimits) return require_config_again(in, PlaceSubject);
    const Asset *asset;
    /* Limits may be agreed on before their asset is listed, which nobody has tightened then. */
    TRY(find_asset(in, &in->accounts[PlaceSubject], word(paper, 1), &asset));
    if (asset != 0) *changes = be32(asset->changes);
    return Success;
}

static u64 schedule(const Input *in, Config *config, const Paper *paper, const u8 *signers)
{
    TRY(require_officer(config, signers));
    TRY(require_officer(config, signers + 20));
    /* SECURITY: two different people (W8). */
    REQUIRE(!equal20(signers, signers + 20), SameOfficer);
    /* One form per paper. */
    REQUIRE(less20(signers, signers + 20), BadSignature);
    TRY(use_nonce(config, signers, paper->nonce));
    TRY(use_nonce(config, signers + 20, paper->nonce));
    TRY(write_proposal(in, config, paper, signers));
    u64 changes;
    TRY(find_changes(in, config, paper, &changes));
    put_be32(((Proposal *)(void *)in->accounts[PlaceRecord].data)->changes, changes);
    return Success;
}

static __attribute__((noinline)) u64 risk(const Input *in)
{
    REQUIRE(in->account_count == RiskAccounts, WrongAccountCount);
    Config *config;
    Paper paper;
    u8 signers[40] __attribute__((aligned(8)));
    u64 now;
    OPEN(&in->accounts[PlaceConfig], CONFIG_KIND, config);
    TRY(require_writable(&in->accounts[PlaceConfig]));
    TRY(require_no_durable_nonce(&in->accounts[PlaceSysvar]));
    TRY(read_paper(in, config, &paper));
    TRY(require_for_this_chain(config, &paper));
    TRY(read_unix_time(&now));
    TRY(require_alive(&paper, now));
    const u64 needed = loosens(paper.action) ? 2 : 1;
    const u8 *signatures = paper.words + 32 * paper.count;
    /* SECURITY: exactly as many signatures as the action needs. */
    REQUIRE(in->data_len == 2 + 32 * paper.count + needed * OfficerSignatureSize, BadSignature);
    TRY(recover_signer(paper.digest, signatures, signers));
    if (needed == 1) return tighten(in, config, &paper, signers);
    TRY(recover_signer(paper.digest, signatures + OfficerSignatureSize, signers + 20));
    return schedule(in, config, &paper, signers);
}
