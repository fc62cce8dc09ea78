using System.CommandLine;

namespace Bridge.Cli.Commands.Risk;

/// <summary><c>bridge risk</c>: papers of risk staff from their making to the chains. A paper carries its authority in its signatures; whoever submits it needs none.</summary>
internal static class RiskCommand
{
    public static Command Create(GlobalOptions options, CommandRunner run) => new("risk", "Make, show, sign, submit and execute risk actions; list levels, holds, what is scheduled, and who may decide.")
    {
        RiskCreateCommand.Create(run),
        RiskShowCommand.Create(run),
        RiskSignCommand.Create(run),
        RiskSubmitCommand.Create(run),
        RiskExecuteCommand.Create(run),
        RiskListCommand.Create(run),
    };
}

/// <summary>What to do about a chain's refusal, by the error's name, the same on every chain.</summary>
internal static class RiskRemedies
{
    public static string For(string error) => error switch
    {
        "PaperExpired" or "PaperTooLong" => "make a new paper with 'bridge risk create' (at most 30 days) and have it signed again",
        "NonceUsed" => "one of the signers has used this nonce or a later one, or the paper was submitted before: make a new paper",
        "NonceTooFar" => "its nonce is more than 30 days ahead: is the clock where it was made right? make a new paper",
        "NotOfficer" => "a signer is no officer on this chain: a sentinel may only tighten (raise a level, lower limits, veto, but neither revocations nor key rotations); have officers sign it",
        "NotSentinel" => "a signer has no role on this chain: 'bridge risk list' shows who has",
        "OwnRevocation" => "whose role is taken does not veto it: another officer has to sign",
        "SameOfficer" => "another officer has to sign",
        "NotReady" or "HoldTooYoung" => "the delay has not passed: try again later",
        "AlreadyExists" => "it was submitted before: 'bridge risk execute FILE' says what became of it; another time takes a new paper",
        "ExecutionExpired" or "Vetoed" or "NotScheduled" or "AlreadyExecuted" => "it cannot be executed (any more): 'bridge risk execute FILE' says what became of it",
        "NothingToVeto" => "nothing is scheduled under that digest (any more): see 'bridge risk list'",
        "LevelNotHigher" or "LevelNotLower" => "see the level in force with 'bridge risk list'",
        "TightenedSince" => "after it was scheduled somebody raised the level or lowered the limits: find out why ('bridge risk list', 'bridge limits'), then make a new paper",
        "LimitsNotLower" => "see 'bridge limits'; raising takes SetLimits",
        "LevelTooHigh" => "a breaker is tripped: see 'bridge risk list'",
        _ => "see 'bridge risk show FILE' and 'bridge risk list'",
    };
}
