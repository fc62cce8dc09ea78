using System.CommandLine;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Journal;
using Bridge.Protocol;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian chain clear</c>: a person opens a halted chain again. The daemon has no such way of its own.</summary>
internal static class ChainClearCommand
{
    public static Command Create(TimeProvider time)
    {
        var directory = GuardianCommand.DirectoryOption();
        var chain = new Option<ushort>("--chain") { Description = "The chain's number inside the bridge.", Required = true };
        var command = new Command("clear", "Opens a halted chain again, with the daemon stopped. Everything of that chain is read and checked anew; what was signed stays signed.")
        {
            directory, chain,
        };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output =>
        {
            var data = new DataDirectory(parsed.GetRequiredValue(directory).FullName);
            var id = ChainId.From(parsed.GetRequiredValue(chain));
            // SECURITY: with the daemon stopped only: nothing clears a chain under a running signer (W3, W8).
            using var held = data.Lock();
            using var database = JournalDatabase.Open(data.Journal);
            if (new HaltJournal(database, time).Clear(id, Environment.UserName) is not { } halt)
            {
                output.WriteLine($"chain {id} is not halted");
                return Task.FromResult(ExitCode.Success);
            }

            output.WriteLine($"chain {id} was halted at {halt.At:u}: {halt.Reason}: {halt.Detail}");
            output.WriteLine("It is cleared. Start the guardian: it reads the chain from the beginning.");
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }
}
