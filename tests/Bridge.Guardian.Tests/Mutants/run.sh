#!/bin/bash
# Takes each wall of the guardian away, one at a time, in a copy, and proves that the suite notices.
# usage: run.sh [part of a mutant's name]     ends 1 when a mutant survives or no longer applies
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../mutants.sh"
exactly_once=1
begin_mutants tests/Bridge.Guardian.Tests Guardians/Bridge.Guardian Contracts/Bridge.Protocol Contracts/Bridge.Chains Guardians Monitoring/Bridge.Observability Monitoring/Bridge.Risk tests/Bridge.Testing tests/Bridge.Guardian.Tests

mutant journal-not-flushed Journal/JournalDatabase.cs 'PRAGMA synchronous=FULL' 'PRAGMA synchronous=NORMAL' JournalDatabaseTests
mutant lock-may-change Journal/LockJournal.cs 'if (Find(sql, id) is not { } known || known.Leaf != found.Transfer.Leaf() || known.Location.Block != found.Location.Block) return RecordOutcome.Contradicts;' '' ChainWatcherTests
mutant gap-accepted Journal/LockJournal.cs 'if (id.Sequence != before + 1) return RecordOutcome.Gap;' '' ChainWatcherTests
mutant journal-bytes-unchecked Journal/LockJournal.cs 'if (transfer.Leaf() != leaf)' 'if (false)' JournalDatabaseTests
mutant two-leaves Journal/SignIntentJournal.cs 'is { } signed && signed != leaf' 'is { } signed && signed == default' 'SignIntentJournalTests|SigningDeskSignTests'
mutant session-signed-twice Journal/SignIntentJournal.cs 'if (IsUsed(sql, session)) return IntentOutcome.SessionUsed;' '' SignIntentJournalTests
mutant clear-forgets-signed Journal/HaltJournal.cs 'sql.Execute("DELETE FROM locks WHERE source=$chain", id);' 'sql.Execute("DELETE FROM locks WHERE source=$chain", id); sql.Execute("DELETE FROM signed_leaves WHERE source=$chain", id);' ChainWatcherTests
mutant halt-ignored Watching/ChainWatcher.cs 'if (halts.Find(Chain) is not null) return WatchOutcome.Halted;' '' ChainWatcherTests
mutant halt-in-memory-only Watching/ChainWatcher.cs 'halts.Halt(Chain, reason, detail);' '' ChainWatcherTests
mutant final-block-unchecked Watching/ChainWatcher.cs 'if (shown != known) return' 'if (shown is null && known.Hash.IsZero) return' ChainWatcherTests
mutant head-may-go-back Watching/ChainWatcher.cs 'if (head.Height < last?.Height)' 'if (false)' ChainWatcherTests
mutant foreign-bridge Watching/ChainWatcher.cs 'found.Transfer.Bridge != bridge || ' '' ChainWatcherTests
mutant foreign-chain Watching/ChainWatcher.cs ' || found.Transfer.Id.Lane.Source != Chain' '' ChainWatcherTests
mutant problem-still-signs Watching/ChainStatus.cs '({ } problem, _) => (ReasonOf(problem.Failure), $"chain {chain}: {problem.Detail}"),' '({ }, _) => null,' SigningDeskCommitTests
mutant unread-signs Watching/ChainStatus.cs '(null, null) => (RefusalReason.InsufficientSources, $"chain {chain} was not read yet since the start"),' '' SigningDeskCommitTests
mutant batch-any-chain Signing/BatchSource.cs '!_limits.ContainsKey(batch.Lane.Source) || ' '' SigningDeskCommitTests
mutant batch-any-length Signing/BatchSource.cs 'if (batch.Count > maximum)' 'if (false)' SigningDeskCommitTests
mutant halted-chain-signs Signing/BatchSource.cs 'if (halts.Find(chain) is { } halt) return' 'if (halts.Find(chain) is { } halt && halt.Detail.Length == 0) return' SigningDeskCommitTests
mutant batch-with-holes Journal/LockJournal.cs 'return rows.Count == batch.Count ? rows : null;' 'return rows.Count > 0 ? rows : null;' SigningDeskCommitTests
mutant journal-of-another-bridge Signing/BatchSource.cs 'rebuilt.Bridge == bridge && ' '' SigningDeskCommitTests
mutant flood-costs-disk Signing/SigningDesk.cs 'if (!sessions.HasRoom(relayer)) return new Refusal(RefusalReason.RateLimited, "too many sessions are open");' '' SigningDeskCommitTests
mutant flood-not-limited Signing/CallerLimiter.cs 'if (bucket.Tokens < 1)' 'if (bucket.Tokens < -1e9)' CallerLimiterTests
mutant one-bucket-for-all Signing/CallerLimiter.cs 'if (!_buckets.TryGetValue(caller, out var bucket)) _buckets[caller]' 'caller = default; if (!_buckets.TryGetValue(caller, out var bucket)) _buckets[caller]' CallerLimiterTests
mutant epoch-unknown-signs Watching/ChainEpochs.cs 'null => (RefusalReason.InsufficientSources, $"the epoch in force on chain {destination} was not read yet since the start"),' 'null => null,' ChainEpochsTests
mutant epoch-ahead-signs Watching/ChainEpochs.cs 'key.Value > inForce.Value' 'key.Value > uint.MaxValue - 1' ChainEpochsTests
mutant epoch-not-asked Signing/SigningDesk.cs 'if (epochs.Refusal(DeliveredTo(request.Purpose, batch), key.Epoch) is var (notInForce, why)) return new Refusal(notInForce, why);' '' SigningDeskCommitTests
mutant epoch-of-a-liar Watching/EpochWorker.cs 'answers.Distinct().Count() != 1' 'answers.Count == 0' ChainEpochsTests
mutant key-in-force-retired Commands/KeyRetireCommand.cs 'if (inForce.Value <= retired.Value)' 'if (inForce.Value < retired.Value)' KeyRetireTests
mutant session-after-restart Signing/SigningDesk.cs 'if (intents.IsUsed(session)) return AnsweredBefore;' '' SigningDeskSignTests
mutant nonces-any-batch Signing/SigningDesk.cs 'request.Batch != BatchName.Of(batchId) || ' '' SigningDeskSignTests
mutant digest-may-change Signing/SigningDesk.cs 'if (purpose.Digest(batch, epoch) != digest)' 'if (false)' SigningDeskSignTests
mutant intent-not-written Signing/SigningDesk.cs 'switch (intents.Record(session, epoch, batch, digest))' 'switch (IntentOutcome.Recorded)' SigningDeskSignTests
mutant own-commitment-unchecked Signing/SigningDesk.cs 'package.CommitmentOf(key.Participant) == nonces.Commitment' 'package.Commitments.Count > 0' SigningDeskSignTests
mutant nonces-any-purpose Signing/SigningDesk.cs ' || request.Purpose != purpose' '' WayBackTests
mutant way-back-not-asked-again Signing/SigningDesk.cs 'if (wayBack.Refuse(purpose, batch) is { } no) return no;' '' WayBackTests
mutant attested-on-its-way-back Signing/WayBackRules.cs 'batch.Transfers.FirstOrDefault(transfer => refunds.IsOnItsWayBack(transfer.Id))' 'batch.Transfers.FirstOrDefault(_ => false)' WayBackTests
mutant void-unrequested Signing/WayBackRules.cs 'refunds.Find(RefundStep.Requested, transfer.Id) != transfer.Leaf()' 'false' WayBackTests
mutant void-after-payment Signing/WayBackRules.cs 'DestinationState.Released => new Refusal(RefusalReason.AlreadyReleased' 'DestinationState.Released => null, (DestinationState)77 => new Refusal(RefusalReason.AlreadyReleased' WayBackTests
mutant void-unread-destination Signing/WayBackRules.cs 'null => new Refusal(RefusalReason.NotRequested' 'null => null, (DestinationState)77 => new Refusal(RefusalReason.NotRequested' WayBackTests
mutant refund-unvoided Signing/WayBackRules.cs 'refunds.Find(RefundStep.Voided, transfer.Id) == transfer.Leaf()' 'true' WayBackTests
mutant refund-fact-of-one-source Watching/RefundWatcher.cs 'answers.All(answer => answer.Facts.Any(other => Same(other, fact)))' 'true' RefundWatcherTests
mutant refund-fewer-than-k Watching/RefundWatcher.cs 'if (answers.Count < quorum)' 'if (answers.Count < 1)' RefundWatcherTests
mutant refund-halted-chain Watching/RefundWatcher.cs 'if (halts.Find(Chain) is not null) return false;' '' RefundWatcherTests
mutant refund-fact-changes Journal/RefundJournal.cs 'known != fact.Leaf' 'false' RefundWatcherTests
mutant destination-one-source Watching/RefundWatcher.cs 'states.Any(state => state == DestinationState.Released)' 'states.All(state => state == DestinationState.Released)' RefundWatcherTests
mutant session-answered-twice Signing/SessionStore.cs 'if (_entries.ContainsKey(session)) return SessionOutcome.Known;' 'if (_entries.Remove(session, out var old)) _byAge.Remove(old);' SessionStoreTests
mutant session-of-another-relayer Signing/SessionStore.cs ' || node.Value.Owner != owner' '' SessionStoreTests
mutant nonces-stay Signing/SessionStore.cs 'node.Value.Nonces = null;' '' SessionStoreTests
mutant sessions-unbounded Signing/SessionStore.cs ' && _perOwner.GetValueOrDefault(owner) < maximumPerOwner' '' SessionStoreTests
mutant sessions-immortal Signing/SessionStore.cs 'oldest.Value.ExpiresAt <= time.GetUtcNow()' 'oldest.Value.ExpiresAt < oldest.Value.ExpiresAt' SessionStoreTests
mutant certificate-not-required Hosting/PinnedListener.cs 'ClientCertificateMode.RequireCertificate' 'ClientCertificateMode.AllowCertificate' GuardianNetworkTests
mutant certificate-not-pinned Hosting/PinnedListener.cs 'PinnedTls.IsPinned(certificate, allowed)' 'certificate is not null' GuardianNetworkTests
mutant guardians-may-ask Hosting/SigningEndpoints.cs 'callers.Relayer(context)' 'callers.Known(context)' GuardianNetworkTests
mutant quorum-of-one Hosting/GuardianSetup.cs 'settings?.Quorum ?? urls.Count' 'settings?.Quorum ?? 1' DeploymentCheckTests
mutant another-pin Hosting/GuardianSetup.cs 'if (self.TlsPin != TlsPin.Of(certificate).ToString())' 'if (false)' DeploymentCheckTests
mutant another-group Hosting/GuardianSetup.cs 'if (key.Group.GroupKey.ToString() != deployment.Guardians.GroupKey)' 'if (false)' DeploymentCheckTests
mutant one-node-twice Configuration/GuardianOptionsValidator.cs 'urls.Distinct(StringComparer.OrdinalIgnoreCase).Count() != urls.Count' 'urls.Count < 0' GuardianOptionsTests
mutant quorum-zero Configuration/GuardianOptionsValidator.cs 'if (chain.Quorum < 1)' 'if (chain.Quorum < 0)' GuardianOptionsTests
mutant two-processes Configuration/DataDirectory.cs 'FileShare.None' 'FileShare.ReadWrite' GuardianOptionsTests
mutant clear-while-running Commands/ChainClearCommand.cs 'using var held = data.Lock();' '' CommandLineTests
mutant keys-overwritten Keys/GuardianKeys.cs 'if (File.Exists(path))' 'if (false)' GuardianKeysTests
mutant share-overwritten Keys/KeyStore.cs 'if (entries.TryGet(GuardianKeys.RecordName(share.Epoch), out _))' 'if (false)' KeyStoreTests
mutant refresh-to-another-key Keys/KeyStore.cs $'other one.\n        if (before.GroupKey != record.GroupKey || before.Threshold != record.Threshold)' $'other one.\n        if (false)' KeyStoreTests
mutant generation-goes-back Keys/KeyStore.cs 'before.RetiredAt is not null || record.Generation != before.Generation + 1' 'before.RetiredAt is not null' KeyStoreTests
mutant old-key-file-runs Keys/KeyStore.cs 'if (KeyHistory.Staleness(seen, keys.Records) is { } why)' 'if (KeyHistory.Staleness(seen, seen) is { } why)' KeyStoreTests
mutant stale-generation Keys/KeyHistory.cs 'if (found.Generation < known.Generation)' 'if (false)' KeyBackupTests
mutant stale-epoch Keys/KeyHistory.cs 'if (held.FirstOrDefault(record => record.Epoch == known.Epoch) is not { } found) return $"it knows nothing of the share of epoch {known.Epoch}";' 'if (held.FirstOrDefault(record => record.Epoch == known.Epoch) is not { } found) continue;' KeyBackupTests
mutant retired-share-returns Keys/KeyHistory.cs 'known.RetiredAt is { } retired && found.RetiredAt is null' 'known.RetiredAt is { } retired && found is null' KeyBackupTests
mutant restore-another-guardian Keys/KeyRestore.cs 'if (self.Index != backup.Self.Index || self.Identity != backup.Self.Identity)' 'if (false)' KeyBackupTests
mutant restore-another-group Keys/KeyRestore.cs 'if (held.GroupKey != group.GroupKey) throw' 'if (false) throw' KeyBackupTests
mutant restore-over-newer Keys/KeyRestore.cs 'if (KeyHistory.Staleness(here.Records, backup.Records) is { } older)' 'if (KeyHistory.Staleness(seen, backup.Records) is { } older)' KeyBackupTests
mutant backup-overwritten Keys/KeyBackup.cs 'if (File.Exists(path))' 'if (false)' KeyBackupTests
mutant copy-on-this-machine Commands/RunCommand.cs 'using var only = ShareLock.Take(keys.Identity);' '' ProcessTests
mutant copy-on-another-machine Hosting/OwnAddress.cs 'isOwn = PinnedTls.IsPinned(certificate, pins)' 'PinnedTls.IsPinned(certificate, pins)' ProcessTests
mutant empty-passphrase Keys/Passphrase.cs 'length is 0 or > MaximumBytes' 'length > MaximumBytes' GuardianKeysTests
mutant threshold-one Ceremonies/Ceremony.cs 'file.Threshold < 2 || ' 'file.Threshold < 1 || ' CeremonyTests
mutant certificate-of-some Ceremonies/Ceremony.cs 'if (!successor.IsValid())' 'if (successor.Confirmations.Count == 0)' RotationTests
mutant successor-of-another-bridge Ceremonies/Ceremony.cs ' || successor.Ceremony.BridgeId != file.BridgeId' '' RotationTests
mutant refresh-without-a-holder Ceremonies/Ceremony.cs 'case CeremonyKind.Refresh when members.Count != current.Group.Count:' 'case CeremonyKind.Refresh when members.Count > current.Group.Count:' CeremonyTests
mutant old-share-given-up-early Ceremonies/PendingKey.cs ' || !certificate.IsValid()' ' || certificate.Confirmations.Count == 0' LifecycleTests
mutant begun-by-id Ceremonies/BegunCeremonies.cs 'if (lines.Contains(ceremony.Session.ToString()))' 'if (lines.Contains(ceremony.Id.ToString()))' 'TrialTests|BegunCeremoniesTests'
mutant begun-before-the-restore Ceremonies/BegunCeremonies.cs 'if (ceremony.MadeAt <= RestoredAt(lines) + Skew)' 'if (ceremony.MadeAt <= RestoredAt(lines))' BegunCeremoniesTests
mutant begun-in-the-future Ceremonies/BegunCeremonies.cs 'if (ceremony.MadeAt > time.GetUtcNow() + Skew)' 'if (false)' BegunCeremoniesTests
mutant rotate-to-an-untried-key Ceremonies/RotationCeremony.cs 'if (isHolder && !IsTried(successor))' 'if (false)' RotationTests
mutant rotate-by-any-trial Ceremonies/RotationCeremony.cs ' && TrialFile.Load(path).IsOf(successor)' '' RotationTests
mutant restore-remembers Keys/KeyRestore.cs 'new BegunCeremonies(directory, time).Forget();' '' KeyBackupTests
mutant echo-waits-for-the-liar Ceremonies/CeremonySeat.cs 'echo => echo != heard.ToString(), cancellationToken' 'null, cancellationToken' BlameTests
mutant liar-writes-on-the-terminal Ceremonies/CeremonyPeers.cs 'char.IsControl(letter) || ' '' BlameTests
mutant blame-of-a-made-up-ceremony Commands/BlameCommand.cs 'if (Ceremony.From(blame.Ceremony).Id != ' 'if (Ceremony.From(blame.Ceremony).Id == default && default(Bridge.Protocol.Bytes32) != ' BlameTests
mutant trial-by-word Ceremonies/TrialFile.cs '&& FrostVerifier.Verify(trial.Group.GroupKey, trial.Messages[i].ToArray(), GroupSignature.From(Hex.Decode(set.Signature)))' '' TrialTests
mutant pending-thrown-away Ceremonies/PendingKey.cs 'if (Find() is { } other && other.Id != ceremony.Id)' 'if (Find() is { } other && other.Members.Count == 0)' LifecycleTests
mutant pending-not-written Ceremonies/KeyCeremony.cs 'pending.Write(seat.Ceremony, share);' '' LifecycleTests
mutant two-successors Journal/RotationJournal.cs 'signed != digest.Value && !supersede' 'signed == default && !supersede' RotationTests
mutant rotation-of-another-state Ceremonies/RotationCeremony.cs 'if (share.State.Hash != ceremony.Current!.Hash)' 'if (false)' RotationTests
mutant repair-with-another-key Keys/KeyStore.cs 'record.Generation <= before.Generation' 'record.Generation < 0' LifecycleTests
mutant member-twice Ceremonies/Ceremony.cs 'members.DistinctBy(member => member.Pin).Count() != members.Count' 'members.Count < 0' CeremonyTests
mutant part-replaced Ceremonies/CeremonyBoard.cs 'if (!_parts.TryAdd((part, recipient), content)) throw new InvalidOperationException($"{part} was shown before");' '_parts[(part, recipient)] = content;' CeremonyTests
mutant echo-unchecked Ceremonies/CeremonySeat.cs 'if (differing.Length == 0) return;' 'if (differing.Length < 1000) return;' CeremonyNetworkTests
mutant begun-again Ceremonies/CeremonySeat.cs 'Begun.RequireNew(Ceremony);' '' TrialTests
mutant begun-unwritten Ceremonies/CeremonyHost.cs 'new CeremonyBoard(() => begun.Add(ceremony))' 'new CeremonyBoard()' TrialTests
mutant heard-not-compared Ceremonies/CeremonySeat.cs 'if (round1 is not null) await HearAsync(cancellationToken);' '' BlameTests
mutant complaint-not-kept Ceremonies/KeyCeremony.cs 'seat.Minutes.Note(round2.Complaints);' '' BlameTests
mutant share-after-giving-up Ceremonies/CeremonyBoard.cs '(Abort is null ? _parts.GetValueOrDefault((part, member)) : null)' '_parts.GetValueOrDefault((part, member))' CeremonyTests
mutant trial-failed-is-a-trial Ceremonies/KeyTrialCeremony.cs 'var signatures = CeremonySeat.Completed(CeremonyPart.TrialShares, round2.Finish(await seat.CollectAsync(CeremonyPart.TrialShares, cancellationToken)));' 'await seat.CollectAsync(CeremonyPart.TrialShares, cancellationToken); GroupSignature[] signatures = [];' TrialTests
mutant unknown-successor Ceremonies/RotationCeremony.cs 'if (!isHolder && expected is null)' 'if (false)' RotationTests
mutant other-successor Ceremonies/RotationCeremony.cs 'told.ToString() != successor.Group.GroupKey' 'told.ToString() == ""' RotationTests
mutant another-self Ceremonies/CeremonyHost.cs 'if (self.Pin != TlsPin.Of(keys.Certificate))' 'if (false)' CeremonyNetworkTests
mutant breakers-not-asked-at-commit Signing/SigningDesk.cs 'if (breakers.Refuse(request.Purpose, batch) is { } halted) return halted;' '' RiskDeskTests
mutant breakers-not-asked-at-sign Signing/SigningDesk.cs 'if (breakers.Refuse(purpose, batch) is { } halted) return halted;' '' RiskDeskTests
mutant own-trip-signs Breakers/RiskDesk.cs 'if (level >= (purpose == SigningPurpose.Void ? BreakerLevel.Cursed : BreakerLevel.Hold)) return Tripped_NeedsLock(transfer, level, halt);' '' RiskDeskTests
mutant trip-in-memory-only Breakers/RiskDesk.cs '_journal.Save(changes);' '' RiskDeskTests
mutant persons-halt-ignored Breakers/RiskDesk.cs 'var halts = _journal.Halts();' 'IReadOnlyList<Breaker> halts = [];' RiskDeskTests
mutant lost-trip-forgotten Breakers/RiskDesk.cs $'foreach (var change in lost) _engine.Board.Restore(change.After!);\n        if (lost.Count > 0) _journal.Save(lost);' 'lost.Clear();' RiskDeskTests
mutant outflow-unseen-signs Breakers/BreakerRules.cs 'if (outflow[chain] is not { } readAt) return' 'if (outflow[chain] is not { } readAt) readAt = time.GetUtcNow(); if (false) return' RiskDeskTests
mutant outflow-stale-signs Breakers/BreakerRules.cs 'if (time.GetUtcNow() - readAt > maximumLag) return' 'if (false) return' RiskDeskTests
mutant levels-unknown-sign Breakers/BreakerRules.cs 'if (levels.Level(chain, other, asset) is not { } level) return' 'if (levels.Level(chain, other, asset) is not { } level) level = default; if (false) return' RiskDeskTests
mutant level-on-chain-signs Breakers/BreakerRules.cs 'if (level >= (purpose == SigningPurpose.Void ? BreakerLevel.Cursed : BreakerLevel.Stop))' 'if (false)' RiskDeskTests
mutant one-source-makes-up-outflow Breakers/OutflowWatcher.cs 'if (shown.Count() >= quorum) agreed.Add' 'if (shown.Any()) agreed.Add' OutflowWatcherTests
mutant outflow-of-too-few Breakers/OutflowWatcher.cs 'if (good.Count < quorum)' 'if (good.Count == 0)' OutflowWatcherTests
mutant levels-lowered-by-too-few Breakers/LevelWatcher.cs $'if (answers.Count < quorum)\n        {' $'if (false)\n        {' LevelWatcherTests
mutant role-withheld-is-revoked Breakers/Control/ControlReader.cs 'if (role != RiskRole.None) throw' 'if (role > RiskRole.Sentinel) throw' ControlWatcherTests
mutant sentinel-signs-nothing Breakers/Sentinel.cs 'await RaiseAsync(scope, breaker.Level' 'await Task.FromResult<string?>(null) ?? await RaiseAsync(scope, BreakerLevel.Watch' SentinelTests
mutant sentinel-fights-officers Breakers/Sentinel.cs 'var raised = journal.Raised(breaker);' 'IReadOnlyList<RaisedLevel> raised = [];' SentinelTests
mutant sentinel-lowest-first Breakers/Sentinel.cs '.OrderByDescending(breaker => breaker.Level)' '.OrderBy(breaker => breaker.Level)' SentinelTests
mutant sentinel-misses-a-trip Breakers/RiskDesk.cs 'if (changes.Any(change => change.IsTrip)) Interlocked' 'if (false) Interlocked' SentinelTests
mutant rehearsal-hides-a-refusal Breakers/SentinelPapers.cs '_ => new(e.Message),' '_ => null,' SentinelTests
mutant rehearsal-without-money Breakers/SentinelPapers.cs 'if (await chain.Purse.ProblemAsync(cancellationToken) is { } poor) return poor;' '' SentinelTests
mutant drill-notices-nothing Breakers/TripDrill.cs $'\n            ?? throw new InvalidOperationException("the rules in force do not notice a release that nobody locked")' '; if (found is null) return Task.CompletedTask' SentinelTests
mutant change-of-a-lone-source Breakers/Control/ControlWatcher.cs 'if (agreed is null || agreed.Count() < quorum)' 'if (agreed is null)' ControlWatcherTests
mutant change-untold Breakers/Control/ControlWatcher.cs 'feed.Apply([.. changes' 'feed.Apply([.. changes.Where(change => change.Authorised)' ControlChangeTests
mutant change-while-down-forgotten Breakers/Control/ControlWatcher.cs '_memory ??= journal.Control(Chain);' '' ControlWatcherTests
mutant change-back-accepted Breakers/Control/ControlWatcher.cs 'earlier.State.Write() == agreed.Key' 'earlier.State.Levels.SequenceEqual(agreed.First().Levels)' ControlWatcherTests
mutant vetoed-is-a-paper Breakers/Control/ControlJudge.cs 'proposal.ReadyAt <= endedAt + Skew && ' '' ControlChangeTests
mutant expired-is-a-paper Breakers/Control/ControlJudge.cs ' && memory.BegunAt - Skew <= proposal.Until' '' ControlChangeTests
mutant scheduled-is-executed Breakers/Control/ControlJudge.cs '.Where(pair => !_now.Scheduled.ContainsKey(pair.Key)).Select' '.Select' ControlChangeTests
mutant one-paper-many-changes Breakers/Control/ControlJudge.cs 'if (_departed.Remove(kind)) return true;' 'if (_departed.Contains(kind)) return true;' ControlChangeTests
mutant paper-of-any-kind Breakers/Control/ControlJudge.cs 'if (_departed.Remove(kind)) return true;' 'if (_departed.Count > 0) return true;' ControlChangeTests
mutant raise-without-a-paper Breakers/Control/ControlJudge.cs 'to > from ? _hasPaper :' 'to > from ? true :' ControlChangeTests
mutant limits-under-a-changed-level Breakers/Control/ControlJudge.cs '_now.Limits.Where(pair => _before.Limits' '_now.Limits.Where(pair => _before.Levels.SequenceEqual(_now.Levels) && _before.Limits' ControlChangeTests
mutant lowered-level-raises-limits Breakers/Control/ControlJudge.cs 'IsLoosened(RiskActionKind.SetLimits, ' 'IsLoosened(RiskActionKind.LowerLevel, RiskActionKind.SetLimits, ' ControlChangeTests
mutant one-officer-is-enough Breakers/Control/ControlJudge.cs '_signed >= 2' '_signed >= 1' ControlChangeTests
mutant nonces-instead-of-a-delay Breakers/Control/ControlJudge.cs '_pause >= _before.Delays.Loosen / 2 && _signed' '_signed' ControlChangeTests
mutant sentinel-counts-as-officer Breakers/Control/ControlJudge.cs 'moved.Count(IsOfficer)' 'moved.Count' ControlChangeTests
mutant delays-may-change Breakers/Control/ControlJudge.cs 'Note("delays", false,' 'Note("delays", true,' ControlChangeTests
mutant key-that-never-waited Breakers/Control/ControlJudge.cs 'Note("key", waited || unseen,' 'Note("key", true,' ControlChangeTests

end_mutants
