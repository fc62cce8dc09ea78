using Bridge.Dashboard.Commands;

return await DashboardCommand.Create(TimeProvider.System).Parse(args).InvokeAsync();
