using System.Text.Json.Serialization;
using Bridge.Dashboard.Readings;

namespace Bridge.Dashboard.Acting;

/// <summary>Where a paper is on one chain. Stored: never renumber.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<PaperChainState>))]
internal enum PaperChainState
{
    /// <summary>The chain could not be asked.</summary>
    Unknown = 0,

    /// <summary>Not sent there.</summary>
    NotSubmitted = 1,

    /// <summary>Waits for its delay.</summary>
    Scheduled = 2,

    /// <summary>May be executed.</summary>
    Ready = 3,

    /// <summary>Took effect.</summary>
    Done = 4,

    /// <summary>It is not scheduled any more, and what it would have done is not in force: somebody said no.</summary>
    Vetoed = 5,

    /// <summary>Its time is over.</summary>
    Expired = 6,

    /// <summary>A veto of what has ended without it.</summary>
    Overtaken = 7,
}

/// <summary>Where a paper is as a whole.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<PaperState>))]
internal enum PaperState
{
    /// <summary>Signatures are missing.</summary>
    Collecting = 1,

    /// <summary>Signed and not sent.</summary>
    Complete = 2,

    /// <summary>Waits for its delay.</summary>
    Scheduled = 3,

    /// <summary>May be executed.</summary>
    Ready = 4,

    /// <summary>Took effect.</summary>
    Done = 5,

    /// <summary>Was ended by a veto.</summary>
    Vetoed = 6,

    /// <summary>Its time is over.</summary>
    Expired = 7,

    /// <summary>Taken back before it was sent.</summary>
    Withdrawn = 8,

    /// <summary>A veto of what has ended without it.</summary>
    Overtaken = 9,

    /// <summary>One of its signers has signed what was used with its nonce or a later one wherever it was still to be sent.</summary>
    Superseded = 10,
}
