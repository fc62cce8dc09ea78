using Bridge.Localnet;

return await LocalnetCommand.RunAsync(args);
