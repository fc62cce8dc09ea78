namespace Bridge.Differential;

/// <summary>What is done to a chain; the numbers are those of the traces.</summary>
public enum OperationKind
{
    /// <summary>A relayer delivers incoming transfer A.</summary>
    Deliver = 0,

    /// <summary>A user locks amount A.</summary>
    Lock = 1,

    /// <summary>The sender of lock A asks for it back.</summary>
    RequestRefund = 2,

    /// <summary>Guardians' refund of lock A.</summary>
    Refund = 3,

    /// <summary>Guardians' void of incoming transfer A.</summary>
    Void = 4,

    /// <summary>Officer B approves held transfer A.</summary>
    Approve = 5,

    /// <summary>Officer B rejects held transfer A.</summary>
    Reject = 6,

    /// <summary>Anyone has held transfer A paid.</summary>
    ExecuteHold = 7,

    /// <summary>A sentinel raises scope A (1 everything, 2 lane, 3 asset) to level B.</summary>
    Raise = 8,

    /// <summary>Two officers lower scope A to level B, after the delay.</summary>
    Lower = 9,

    /// <summary>A sentinel lowers limits to A, B, C, D.</summary>
    LowerLimits = 10,

    /// <summary>Two officers set limits A, B, C, D, after the delay.</summary>
    SetLimits = 11,

    /// <summary>A seconds pass.</summary>
    Wait = 12,
}

/// <summary>One step of a trace.</summary>
public readonly record struct Operation(OperationKind Kind, ulong A = 0, ulong B = 0, ulong C = 0, ulong D = 0);

/// <summary>What comes of a step; the numbers are those of the traces.</summary>
public enum Outcome
{
    /// <summary>The chain refuses, and nothing changes but the time.</summary>
    Refused = 0,

    /// <summary>Done; a delivery: paid.</summary>
    Done = 1,

    /// <summary>A delivery: written down for two officers.</summary>
    Held = 2,
}
