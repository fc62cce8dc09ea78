#!/bin/bash
# Takes each check of the risk rules away, one at a time, in a copy, and proves that the suite notices.
# usage: run.sh [part of a mutant's name]     ends 1 when a mutant survives or no longer applies; CHECK_ONLY=1: only whether they apply
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../mutants.sh"
begin_mutants tests/Bridge.Risk.Tests Monitoring/Bridge.Risk Contracts/Bridge.Protocol Contracts/Bridge.Chains Monitoring/Bridge.Risk tests/Bridge.Testing tests/Bridge.Risk.Tests

mutant contradiction-waits Rules/ReleaseWithoutLockRule.cs 'case ReleaseSeen release when ledger.Match == PaymentMatch.Contradicts:' 'case ReleaseSeen release when ledger.Match == (PaymentMatch)99:' HardRuleTests
mutant later-lock-explains-anything Rules/ReleaseWithoutLockRule.cs ' && !RiskLedger.Says(found.Transfer, answered):' ' && false:' HardRuleTests
mutant old-read-accuses Ledger/UnexplainedReleases.cs ' && one.Release.At <= read.BegunAt' '' HardRuleTests
mutant never-final-is-fine Ledger/UnexplainedReleases.cs '(one.FinalBy is not { } by || read.Final < by)' '(one.FinalBy is not { } by || by >= 0)' HardRuleTests
mutant no-lock-is-fine Ledger/UnexplainedReleases.cs 'if (seen is not null && RiskLedger.Says(seen, one.Release)' 'if (seen is null || RiskLedger.Says(seen, one.Release)' HardRuleTests
mutant W5-sum-unchecked Rules/OverReleasedRule.cs 'if (gone <= locked + track.Reported) return;' 'if (gone >= 0) return;' HardRuleTests
mutant W5-pending-uncounted Rules/OverReleasedRule.cs 'released + sheet.Pending + sheet.Refunded' 'released + sheet.Refunded' HardRuleTests
mutant W5-refunds-uncounted Rules/OverReleasedRule.cs 'released + sheet.Pending + sheet.Refunded' 'released + sheet.Pending' HardRuleTests
mutant W5-balance-unchecked Rules/UnderBackedRule.cs 'if (missing <= Int128.Max(0,' 'if (missing <= Int128.Max(Int128.MaxValue,' HardRuleTests
mutant W5-balance-before-outflow Rules/UnderBackedRule.cs ' && pair.Value.Read.Height <= outflow.Through' '' HardRuleTests
mutant W5-supply-unchecked Rules/SupplyOverCustodyRule.cs 'if (excess <= Int128.Max(0,' 'if (excess <= Int128.Max(Int128.MaxValue,' HardRuleTests
mutant W3-other-end-open Rules/BrokenFinalityRule.cs 'findings.Fact(new(null, RiskScope.Lane(broken.Chain)), detail, new RiskEvidence("chain", broken.Chain.ToString()));' '' HardRuleTests
mutant W9-threshold-zero-signed Rules/MissingTranscriptRule.cs 'counted.Threshold > 0 && ' '' HardRuleTests
mutant W9-threshold-zero-witnessed Rules/UnwitnessedSignatureRule.cs 'counted.Threshold > 0 && ' '' HardRuleTests
mutant silence-accuses Rules/MissingTranscriptRule.cs 'counted.Signed + counted.Silent' 'counted.Signed' HardRuleTests
mutant W4-bits-unchecked Rules/ConsumedMismatchRule.cs 'if (track.Ends == counted.Consumed ||' 'if (track.Ends >= 0 ||' HardRuleTests
mutant W8-unscheduled-ignored Rules/UnscheduledChangeRule.cs 'AdminSeen { Authorised: false } seen' 'AdminSeen { Authorised: false, Change: "nothing" } seen' HardRuleTests
mutant W10-reuse-ignored Rules/SecretReuseRule.cs 'if (@event is ReuseSeen seen)' 'if (@event is ReuseSeen { What: "" } seen)' HardRuleTests
mutant W4-refund-of-released Rules/RefundWithoutVoidRule.cs 'when ledger.Match == PaymentMatch.Contradicts:' 'when ledger.Match == (PaymentMatch)99:' HardRuleTests
mutant M75-unverified-passes Rules/UnverifiedReleaseRule.cs 'ledger.Now - release.At > _patience' 'ledger.Now - release.At > TimeSpan.MaxValue / 2' 'SoftRuleTests|MuseumTests'
mutant M75-unknown-limits-are-fine Rules/LargeTransferRule.cs 'if (limits is { MaxRelease: > 0 } && (' 'if (limits is null || limits is { MaxRelease: > 0 } && (' SoftRuleTests
mutant hard-rule-switched-off Rules/RuleSet.cs 'if (!on && about.Severity == RiskSeverity.Hard) problems.Add' 'if (false) problems.Add' RuleSetTests
mutant M75-fact-expires Breakers/Breaker.cs '(BreakerCondition.Suspected, BreakerEvent.Expire) =>' '(BreakerCondition.Suspected or BreakerCondition.Tripped, BreakerEvent.Expire) =>' BreakerTests
mutant W8-suspicion-replaces-a-halt Breakers/Breaker.cs '(BreakerCondition.Normal or BreakerCondition.Suspected, BreakerEvent.Suspect)' '(BreakerCondition.Normal or BreakerCondition.Suspected or BreakerCondition.Halted, BreakerEvent.Suspect)' BreakerTests
mutant M75-fact-with-an-end Breakers/BreakerBoard.cs 'if (breaker.Condition is BreakerCondition.Tripped or BreakerCondition.Halted && breaker.ExpiresAt is not null)' 'if (false)' BreakerTests
mutant M77-halt-lowered Breakers/BreakerBoard.cs 'level > (before?.Level ?? BreakerLevel.Normal) ? level : before!.Level' 'level' MuseumTests
mutant W9-no-severity Breakers/BreakerBoard.cs 'if (finding.Severity == RiskSeverity.None) throw' 'if (false) throw' BreakerTests
mutant time-goes-back Ledger/RiskLedger.cs 'if (@event.At < Now) throw' 'if (false) throw' LedgerTests

end_mutants
