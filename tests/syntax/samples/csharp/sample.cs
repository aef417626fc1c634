using System;
using System.Collections.Generic;
using static System.Math;
using Clock = System.Diagnostics.Stopwatch;
global using Trains.Core;

[assembly: InternalsVisibleTo("Tests")]

namespace Trains.Stations;

/// <summary>Told when a train comes.</summary>
public delegate void ArrivedHandler<in T>(object sender, T train);

/// <summary>
/// How late a train is.
/// </summary>
[Flags]
public enum Delay : byte
{
    None = 0,
    /// <summary>Under an hour.</summary>
    Short = 1,
    Long = 2,
}

public interface IPlatform<out T> : IDisposable where T : class
{
    int Number { get; }
    event EventHandler Closed;
    T? Next(TimeSpan within);
    static abstract bool operator ==(IPlatform<T> a, IPlatform<T> b);
}

public record Ticket(string From, string To)
{
    public decimal Price { get; init; } = 3.5m;
}

public readonly record struct Seat(int Row, char Letter);

/// <summary>
/// A station of the line.
/// </summary>
/// <typeparam name="T">What stops here.</typeparam>
[Serializable, DebuggerDisplay("{Name}")]
public sealed partial class Station<T> : Building, IPlatform<T>
    where T : Train, new()
{
    public const int PlatformsMax = 12, TracksMax = 24;
    private static readonly Dictionary<string, T> _trains = new();
    private readonly object _gate = new object(), _lock = new();

    public event ArrivedHandler<T>? Arrived;
    public event EventHandler Closed { add { } remove { } }

    static Station() => Log.Info("ready");

    /// <summary>Opens a station.</summary>
    public Station(string name, int number = 1) : base(name)
    {
        Name = name ?? throw new ArgumentNullException(nameof(name));
        Number = number;
    }

    ~Station() { Dispose(); }

    public string Name { get; private set; }
    public int Number { get; }
    public bool IsOpen => _trains.Count > 0 && Number != 0;

    public T this[string key]
    {
        get => _trains[key];
        set => _trains[key] = value;
    }

    /// <summary>Waits for the next train.</summary>
    /// <returns>Null when none came.</returns>
    [Obsolete("use NextAsync")]
    public T? Next(TimeSpan within)
    {
        int Half(int x) => x / 2;
        foreach (var pair in _trains)
        {
            if (pair.Value is { Late: true } || within == TimeSpan.Zero) continue;
            else if (Half(3) > 1) return pair.Value;
        }
        for (var i = 0; i < 3; i++) { Clock.StartNew(); }
        while (IsOpen) { do { Stop(); } while (Max(1, 2) > 3); }
        try { Arrived?.Invoke(this, default!); }
        catch (InvalidOperationException e) when (e.Data is not null) { throw; }
        return Number switch { 1 => null, > 2 and < 5 => new T(), _ => default };
    }

    T? IPlatform<T>.Next(TimeSpan within) => this.Next(within);

    public async Task<IReadOnlyList<TOut>> MapAsync<TIn, TOut>(
        IEnumerable<TIn> items,
        Func<TIn, Task<TOut>> map,
        CancellationToken token = default)
        where TIn : notnull
    {
        var made = new List<TOut>();
        foreach (var item in items) made.Add(await map(item).ConfigureAwait(false));
        return made;
    }

    public static Station<T> operator +(Station<T> a, Station<T> b) => a;
    public static implicit operator string(Station<T> station) => station.Name;
    public void Dispose() { GC.SuppressFinalize(this); }

    protected struct Track { public int Gauge; internal class Rail { } }
}

internal static class StationExtensions
{
    public static string Shout(this string text) => text.ToUpperInvariant();
}
