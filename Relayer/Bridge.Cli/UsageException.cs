using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Cli;

/// <summary>What the user typed has no meaning here, whatever the chains say: exit code 2, as for an option that does not exist.</summary>
internal sealed class UsageException(string problem, string remedy, Exception? innerException = null) : CliException(problem, remedy, innerException)
{
    /// <summary>Reads a value from the command line with its own type's reader.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static T Read<T>(string text, Func<string, T> read, string remedy)
    {
        try
        {
            return read(text);
        }
        catch (ProtocolException e)
        {
            throw new UsageException(e.Message, remedy, e);
        }
    }

    /// <summary>Reads a transfer's id.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static TransferId ReadId(string text) => Read(text, TransferId.Parse, "a transfer is written as 2-1-17: source chain, destination chain, sequence");

    /// <summary>Reads an address on a chain.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static PartyAddress ReadAddress(IChainFamily chain, string text)
    {
        try
        {
            return chain.ParseAddress(text);
        }
        catch (ProtocolException e)
        {
            throw new UsageException($"\"{text}\" is not an address on {chain.Name}: {e.Message}", chain.AddressForm, e);
        }
    }
}
