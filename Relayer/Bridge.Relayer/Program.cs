using Bridge.Relayer.Commands;

return await RelayerCommands.Root().Parse(args).InvokeAsync();
