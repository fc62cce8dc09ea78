namespace Bridge.Dashboard.Tests.Harness;

/// <summary>Tests of one desk, with an officer at it.</summary>
public abstract class DeskTests : IAsyncLifetime
{
    private protected Desk Desk { get; private set; } = null!;

    private protected Browser Olga { get; set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Desk = await Harness.Desk.StartAsync();
        Olga = await Desk.SignInAsync("olga");
    }

    public async Task DisposeAsync()
    {
        Olga.Dispose();
        await Desk.DisposeAsync();
    }
}
