using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;

namespace Bridge.Relayer.Signing;

/// <summary>What a guardian was caught at. Each is proved by its own answer, over a channel only it can speak on.</summary>
internal enum GuardianFault
{
    /// <summary>It would sign another digest than the one that this relayer and t other guardians hold.</summary>
    WrongDigest = 1,

    /// <summary>Its commitments are no points, or another guardian's.</summary>
    BadCommitment = 2,

    /// <summary>Its share does not verify against its verifying share (RFC 9591, section 5.4).</summary>
    InvalidShare = 3,

    /// <summary>Its answer has not the agreed form.</summary>
    Malformed = 4,
}

/// <summary>A guardian and its fault.</summary>
internal sealed record Culprit(ushort Guardian, GuardianFault Fault);

/// <summary>A guardian that said no.</summary>
internal sealed record Refuser(ushort Guardian, RefusalReason Reason);

/// <summary>Why there is no signature.</summary>
internal enum SigningFailure
{
    /// <summary>So many guardians said no for good that fewer than t are left.</summary>
    Refused = 1,

    /// <summary>Too few answered before the deadline.</summary>
    TooFewGuardians = 2,

    /// <summary>So many guardians hold another digest that it may be this relayer's own node that lies.</summary>
    DigestsDiffer = 3,
}

/// <summary>How a signing round ends. A closed set.</summary>
internal abstract record SigningOutcome
{
    private SigningOutcome() { }

    /// <summary>Signed, and verified against the group key.</summary>
    public sealed record Completed(Attestation Attestation, IReadOnlyList<Culprit> Culprits) : SigningOutcome;

    /// <summary>Not signed.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Culprits">Guardians caught in a fault.</param>
    /// <param name="Refusers">Guardians that said no, with their last reason.</param>
    /// <param name="Silent">Guardians that did not answer.</param>
    public sealed record Aborted(SigningFailure Reason, IReadOnlyList<Culprit> Culprits, IReadOnlyList<Refuser> Refusers, IReadOnlyList<ushort> Silent) : SigningOutcome
    {
        /// <summary>For people.</summary>
        public override string ToString() => Reason switch
        {
            SigningFailure.Refused => $"guardians refuse: {Reasons}",
            SigningFailure.DigestsDiffer => "guardians see other transfers than this relayer",
            _ => Silent.Count > 0 ? $"too few guardians answer; silent: {string.Join(", ", Silent)}" : "too few guardians are ready"
                + (Refusers.Count == 0 ? "" : $": {Reasons}"),
        };

        private string Reasons => string.Join(", ", Refusers.GroupBy(refuser => refuser.Reason).Select(group => $"{group.Count()} × {group.Key} ({group.Key.Words()})"));
    }
}
