using System.Runtime.InteropServices;

namespace Restaurant.Benchmarks.Processes;

/// <summary>What is to be done once: at the end of whoever needs it, or when this program is told to end before that.</summary>
internal sealed class CleanUp : IDisposable
{
    private readonly PosixSignalRegistration[] _signals;
    private Action? _clean;

    public CleanUp(Action clean)
    {
        _clean = clean;
        // The program ends when they have returned.
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Clean()), PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Clean())];
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        Clean();
    }

    private void Clean() => Interlocked.Exchange(ref _clean, null)?.Invoke();
}
