namespace Bridge.Differential;

/// <summary>Limits of the asset, canonical units.</summary>
public sealed record Limits(ulong MaxRelease, ulong Capacity, ulong RefillPerSecond, ulong HoldThreshold)
{
    /// <summary>Whether both chains take them: all zero closes, else 0 &lt; largest release ≤ capacity and some refill.</summary>
    public bool AreValid => (MaxRelease, Capacity, RefillPerSecond) == (0, 0, 0) || (MaxRelease > 0 && MaxRelease <= Capacity && RefillPerSecond > 0);

    /// <summary>As a level lets the asset flow: a quarter from slow on, everything held from hold on.</summary>
    public Limits At(int level) => level < 2 ? this : this with { Capacity = Capacity / 4, RefillPerSecond = RefillPerSecond / 4, HoldThreshold = level >= 3 ? 0 : HoldThreshold / 4 };
}
