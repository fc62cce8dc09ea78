namespace Bridge.Chains.Deploying;

/// <summary>Steps that share a block are told about one after the other.</summary>
internal static class OneAtATime
{
    /// <summary>The same report, safe to be called by several tasks.</summary>
    internal static Action<string> Of(Action<string> report)
    {
        var gate = new Lock();
        return step =>
        {
            lock (gate) report(step);
        };
    }
}
