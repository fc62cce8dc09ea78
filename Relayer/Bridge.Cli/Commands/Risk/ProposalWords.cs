using Bridge.Chains;
using Bridge.Protocol.Risk;

namespace Bridge.Cli.Commands.Risk;

/// <summary>How something that was scheduled stands, for people.</summary>
internal static class ProposalWords
{
    public static string Of(ProposalRecord proposal, DateTimeOffset now) => proposal.Standing switch
    {
        ProposalStanding.Executed => $"executed already{Where(proposal, now)}",
        ProposalStanding.Vetoed => $"vetoed{(proposal.By is { } by ? $" by {by}" : "")}{Where(proposal, now)}",
        ProposalStanding.Expired => $"expired{(proposal.Until is { } until ? $" at {TimeWords.At(until, now)}" : "")}: nobody carried it out in time",
        _ => $"scheduled; can be carried out from {TimeWords.At(proposal.ReadyAt!.Value, now)}{(proposal.Until is { } until ? $" until {TimeWords.At(until, now)}" : "")}",
    };

    private static string Where(ProposalRecord proposal, DateTimeOffset now) =>
        $"{(proposal.Transaction is { } transaction ? $" in {transaction}" : "")}{(proposal.At is { } at ? $" at {TimeWords.At(at, now)}" : "")}";
}
