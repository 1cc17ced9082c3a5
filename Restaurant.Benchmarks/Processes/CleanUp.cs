using System.Runtime.InteropServices;
using Restaurant.Benchmarks.Bench;

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
        Clean();
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
    }

    // Whoever comes second waits: the program must not end in the middle of it.
    private void Clean()
    {
        lock (_turn)
        {
            try
            {
                _clean?.Invoke();
            }
            catch (Exception failure) when (failure is IOException or MeasuringException)
            {
                // The others have their turn all the same.
                Console.Error.WriteLine($"Something is left behind: {failure.Message}");
            }

            _clean = null;
        }
    }
}
