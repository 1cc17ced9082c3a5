using System.Runtime.InteropServices;

namespace Restaurant.Benchmarks.Processes;

/// <summary>What is to be done once: at the end of whoever needs it, or when this program is told to end before that.</summary>
internal sealed class CleanUp : IDisposable
{
    private readonly Lock _turn = new();
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

    // Whoever comes second waits: the program must not end in the middle of it.
    private void Clean()
    {
        lock (_turn)
        {
            _clean?.Invoke();
            _clean = null;
        }
    }
}
