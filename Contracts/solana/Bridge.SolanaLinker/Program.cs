using Bridge.SolanaLinker;

if (args.Length != 2)
{
    await Console.Error.WriteLineAsync("usage: Bridge.SolanaLinker INPUT.o OUTPUT.so");
    return 2;
}

try
{
    var program = SbpfLinker.Link(await File.ReadAllBytesAsync(args[0]));
    await File.WriteAllBytesAsync(args[1], program);
    Console.WriteLine($"{args[1]}: {program.Length} bytes");
    return 0;
}
catch (Exception e) when (e is LinkException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"cannot link {args[0]}: {e.Message}");
    return 1;
}
