using Bridge.Guardian.Commands;

return await GuardianCommand.Create(TimeProvider.System).Parse(args).InvokeAsync();
