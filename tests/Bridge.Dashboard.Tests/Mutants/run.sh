#!/bin/bash
# Takes each check of the dashboard away, one at a time, in a copy, and proves that the suite notices.
# usage: run.sh [part of a mutant's name]     ends 1 when a mutant survives or no longer applies; CHECK_ONLY=1: only whether they apply
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../mutants.sh"
begin_mutants tests/Bridge.Dashboard.Tests Monitoring/Bridge.Dashboard Contracts/Bridge.Protocol Contracts/Bridge.Chains Monitoring tests/Bridge.Testing tests/Bridge.Dashboard.Tests

mutant W8-key-signs-anything Acting/SentinelKey.cs 'action is not (RaiseLevel or LowerLimits)' 'false' TightenTests
mutant M77-officers-key-used Acting/TightenDesk.cs 'if (await IsOfficerAsync(board, cancellationToken)) return' 'if (false) return' TightenTests
mutant confirmation-unread Acting/TightenDesk.cs '!string.Equals(typed, expected, StringComparison.Ordinal)' 'false' TightenTests
mutant M39-digest-believed Acting/PaperDesk.cs 'Bytes32.Parse(draft.Digest) != paper.Digest' 'false' PaperTests
mutant M39-leaf-believed Acting/PaperDesk.cs 'hold is ApproveHold && locked != hold.Leaf' 'false' PaperTests
mutant W2-approved-without-lock Acting/PaperDesk.cs 'hold is ApproveHold && locked is null' 'false' PaperTests
mutant rejected-anything Acting/PaperDesk.cs 'hold is RejectHold && hold.Leaf != locked' 'false' PaperTests
mutant W2-hold-paid-without-lock Acting/PaperDesk.cs 'is not { FinalAt: not null } entry) throw' 'is not { } entry) throw' 'PaperTests|WaitTests'
mutant signer-unasked Acting/PaperDesk.cs '(role == RiskRole.Officer || (role == RiskRole.Sentinel && paper.Action.Kind.IsOpenToSentinels()))' '(role == RiskRole.Officer || true)' PaperTests
mutant sentinel-as-officer Acting/PaperDesk.cs '&& paper.Action.Kind.IsOpenToSentinels()' '' PaperTests
mutant M75-unread-signer-taken Acting/PaperDesk.cs 'return confirmed ? signer' 'return true ? signer' PaperTests
mutant phone-loosens Acting/PaperDesk.cs '&& !session.MayLoosen) throw' '&& false) throw' PaperTests
mutant phone-approves Acting/PaperDesk.cs ' || action.Kind == RiskActionKind.ApproveHold' '' PaperTests
mutant paper-out-of-time Acting/PaperDesk.cs 'action.NotAfter <= now || action.NotAfter > now + (ulong)Longest.TotalSeconds' 'false' PaperTests
mutant incomplete-sent Acting/PaperDesk.cs '!stored.Paper.IsComplete' 'false' PaperTests
mutant vetoed-taken-for-done Acting/PaperTracker.cs 'TookEffect(board, action) ?' 'true ?' PaperTests
mutant W8-foreign-hidden Views/ForeignBook.cs 'papers.Find(proposal.Digest) is null or { Withdrawn: true }' 'false' 'PaperTests|ForeignTests'
mutant W8-taken-back-hides-foreign Views/ForeignBook.cs ' or { Withdrawn: true }' '' ForeignTests
mutant M75-schedule-unread-unsaid Views/OverviewBook.cs 'board.Proposals.At(now) is { State: not ReadingState.Fresh }' 'board.Proposals.At(now) is { State: 0 }' ForeignTests
mutant withdrawn-after-sending Acting/PaperStore.cs ' AND NOT EXISTS (SELECT 1 FROM paper_chains WHERE digest=$digest AND state<>{(int)PaperChainState.NotSubmitted})' '' PaperTests
mutant route-without-rule Hosting/RequestGate.cs 'return (StatusCodes.Status404NotFound, new("notFound", "there is no such route"))' 'return null' AccessMatrixTests
mutant role-unasked Hosting/RequestGate.cs '!rule.Roles.Contains(session.User.Role)' 'false' AccessMatrixTests
mutant session-unasked Hosting/AccessRule.cs 'Roles.Count == 0' 'true' AccessMatrixTests
mutant phone-executes Hosting/RequestGate.cs 'rule.DeskOnly && !session.MayLoosen' 'false' AccessMatrixTests
mutant csrf-token Hosting/RequestGate.cs 'isWrite && !IsToken' 'false && !IsToken' RequestGateTests
mutant csrf-origin Hosting/RequestGate.cs 'isWrite && !IsOwnOrigin(context.Request)' 'false' RequestGateTests
mutant host-name Hosting/DashboardHost.cs 'hosts.Contains(context.Request.Host.Host.Trim' 'true || hosts.Contains(context.Request.Host.Host.Trim' RequestGateTests
mutant write-rate Hosting/RequestGate.cs 'now.Count > most' 'false' RequestGateTests
mutant inline-script Hosting/SecurityHeaders.cs "script-src 'self'" "script-src 'self' 'unsafe-inline'" RequestGateTests
mutant session-theft Sessions/SessionStore.cs '!session.Address.Equals(address)' 'false' SessionTests
mutant session-of-removed-user Sessions/SessionStore.cs '&& users.Find(session.User.Name) == session.User' '' SessionTests
mutant session-for-ever Sessions/SessionStore.cs 'now < ExpiresAt(session)' 'true' SessionTests
mutant session-idle Sessions/SessionStore.cs '&& now - session.LastSeen < TimeSpan.FromMinutes(options.IdleMinutes)' '' SessionTests
mutant cookie-open-to-scripts Sessions/SessionEndpoints.cs 'HttpOnly = true' 'HttpOnly = false' SessionTests
mutant cookie-sent-from-anywhere Sessions/SessionEndpoints.cs 'SameSite = SameSiteMode.Strict' 'SameSite = SameSiteMode.Lax' SessionTests
mutant stream-after-sign-out Live/EventEndpoint.cs 'context.RequestAborted, session.Ended.Token, stopping' 'context.RequestAborted, stopping' SessionTests
mutant password-unasked Sessions/SignInDesk.cs '!known || ' '' SignInTests
mutant code-twice Sessions/SignInGuard.cs ' WHERE excluded.step>step' '' SignInTests
mutant code-of-any-time Users/Totp.cs 'step <= StepOf(now) + 1' 'step <= StepOf(now) + 3' SignInTests
mutant guessing-unbounded Sessions/SignInGuard.cs 'failures.Count >= most' 'false' SignInTests
mutant owner-locked-out Sessions/SignInGuard.cs 'return IsKnown(user, address) ? until : Later(until, LockedUntil(user));' 'return Later(until, LockedUntil(user));' SignInTests
mutant audit-hash Audit/AuditEntry.cs ' || entry.ComputeHash() != entry.Hash' '' AuditTests
mutant audit-previous Audit/AuditEntry.cs ' || entry.Previous != previous' '' AuditTests
mutant audit-gap Audit/AuditEntry.cs 'entry.Sequence != expected || ' '' AuditTests
mutant audit-cut Commands/AuditCommand.cs 'result.GetValue(head) is { } expected' 'result.GetValue(head) is { Length: 0 } expected' AuditTests
mutant M75-failed-read-is-fresh Readings/Reading.cs '_problem is not null ? ReadingState.Failed : ' '' ReadingTests
mutant M75-stale-is-fresh Readings/Reading.cs 'now - at > staleAfter ? ReadingState.Stale : ' '' ReadingTests
mutant guardian-in-anothers-name Readings/PartyReaders.cs 'health.Index == guardian.Key ? null' 'true ? null' ReadingTests
mutant relayer-moves-anything History/TransferHistory.cs ' AND ended_at IS NULL AND state IN ({(int)TransferState.Finalized}, {(int)TransferState.Signed}, {(int)TransferState.Submitted}, {(int)TransferState.Limited})' '' TransferHistoryTests
mutant M70-final-bytes-replaced History/TransferHistory.cs '{WhereId} AND final_at IS NULL' '{WhereId}' TransferHistoryTests
mutant hold-taken-for-payment History/TransferHistory.cs 'WHEN held_at IS NOT NULL OR $hold IS NOT NULL THEN NULL ' '' TransferHistoryTests
mutant W5-short-unsaid Readings/ReserveWatch.cs 'lasts ? ReserveVerdict.Short' 'false ? ReserveVerdict.Short' ReserveTests
mutant W5-unread-is-covered Readings/ReserveWatch.cs '!minted.TryGetFresh(now, out var made)' '!minted.TryGet(out var made)' ReserveTests
mutant author-of-another-change Readings/ChangeAuthorReader.cs 'record.Level == change.To' 'true' ChangeAuthorTests
mutant author-of-other-limits Readings/ChangeAuthorReader.cs 'record.Limits == change.To' 'true' LimitHistoryTests
mutant M75-no-record-is-an-end Acting/ForeignTracker.cs 'record is null && isLast' 'record is null' ForeignEndTests
mutant veto-closed-by-what-waits Acting/PaperTracker.cs 'record is null or { Standing: ProposalStanding.Scheduled }' 'record is null' ForeignEndTests
mutant W5-other-leaf-unsaid Views/TransferWeighing.cs 'entry.Transfer.Leaf() == hold.Leaf' 'entry.Id == hold.Id' HeldTransferTests
mutant filling-once-full Views/FillingBook.cs ' && now - raise.At >= needed' ' && needed < TimeSpan.Zero' LimitHistoryTests
mutant evidence-counts-refunded Views/TransferWeighing.cs ', State = TransferState.Released }' ' }' HeldTransferTests
mutant M75-silent-relayer-is-well Views/OverviewBook.cs '!relayer.TryGetFresh(now, out var health)' '!relayer.TryGet(out var health)' ReadingTests
mutant M75-silent-guardian-signs Views/OverviewBook.cs 'guardian.TryGetFresh(now, out var health) && health.Signs' 'guardian.TryGet(out var health) && health.Signs' ReadingTests
mutant stopped-asset-unsaid Views/OverviewBook.cs 'foreach (var stopped in Stopped(now, guardians)) yield return stopped;' '' ReadingTests
mutant metrics-on-the-page Configuration/DashboardOptionsCheck.cs 'asked.Port == listen.Port' 'false' MetricsTests

end_mutants
