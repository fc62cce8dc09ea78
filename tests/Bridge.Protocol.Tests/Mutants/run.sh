#!/bin/bash
# Takes each check of the protocol's risk papers and secret files away, one at a time, in a copy, and proves that the suite notices.
# usage: run.sh [part of a mutant's name]     ends 1 when a mutant survives or no longer applies; CHECK_ONLY=1: only whether they apply
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../mutants.sh"
begin_mutants tests/Bridge.Protocol.Tests Contracts/Bridge.Protocol Contracts/vectors Contracts/Bridge.Protocol Contracts/Bridge.Chains tests/Bridge.Testing tests/Bridge.Protocol.Tests

mutant W1-dirty-address Risk/RiskWords.cs 'word.AsSpan(0, 12).ContainsAnyExcept((byte)0)' 'false' RiskActionTests
mutant W1-dirty-number Risk/RiskWords.cs 'word.AsSpan(0, 32 - (bits / 8)).ContainsAnyExcept((byte)0)' 'false' RiskActionTests
mutant W1-words-length Risk/RiskSchema.cs 'words.Length != Size' 'words.Length < Size' RiskActionTests
mutant W1-bridge-zero Risk/RiskAction.cs 'bridge.Value.IsZero' 'false' RiskActionTests
mutant W9-nonce-zero Risk/RiskAction.cs 'Nonce == 0' 'false' RiskActionTests
mutant W9-never-ends Risk/RiskAction.cs 'NotAfter == 0' 'false' RiskActionTests
mutant every-chain-anything Risk/RiskAction.cs 'Chain is null && !Kind.MayBeForEveryChain()' 'false' RiskActionTests
mutant scope-everything-with-value Risk/RiskValues.cs 'RiskScopeKind.Everything when value.IsZero' 'RiskScopeKind.Everything' RiskActionTests
mutant level-six Risk/Actions/LevelActions.cs 'Level > BreakerLevel.Cursed' 'false' RiskActionTests
mutant W8-one-officer-loosens Risk/RiskActionKind.cs 'kind.Loosens() ? 2 : 1' '1' 'RiskActionTests|RiskPaperTests'
mutant W8-same-officer-twice Risk/RiskPaper.cs 'Signers.Contains(signer)' 'false' RiskPaperTests
mutant M39-digest-of-the-file Risk/RiskPaper.cs 'Bytes32.Parse(file.Digest) != paper.Digest' 'false' RiskPaperTests
mutant field-unknown Risk/RiskPaper.cs 'fields.Keys.FirstOrDefault(name => schema.Members.All(member => member.Name != name)) is { } unknown' 'fields.Keys.FirstOrDefault(name => false) is { } unknown' RiskPaperTests
mutant v-any Risk/RiskSignature.cs 'bytes[64] is not (27 or 28)' 'false' RiskActionTests
mutant high-s Risk/RiskSignature.cs 's > Order / 2' 's >= Order' RiskActionTests
mutant control-characters-shown Risk/RiskValues.cs 'bytes.Length > 0 && !bytes.ContainsAnyExceptInRange((byte)0x20, (byte)0x7e)' 'bytes.Length > 0' RiskDescriptionTests
mutant secret-readable-by-others Cryptography/SecretFile.cs 'if ((File.GetUnixFileMode(file) & ~OwnerOnly) != UnixFileMode.None) throw' 'if (file.Length == 0) throw' SecretFileTests
mutant secret-shown-by-its-parser Cryptography/SecretFile.cs '{file} should hold 64 hexadecimal digits' '{File.ReadAllText(file)} should be 64 hexadecimal digits' SecretFileTests

end_mutants
