namespace Restaurant.Tests.Support;

/// <summary>A test that fills a disk, for which it makes one: where it may not, it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FullDiskFactAttribute : FactAttribute
{
    public FullDiskFactAttribute()
    {
        Skip = new PostgreSqlFactAttribute().Skip ?? (CanMount() ? null : "To mount a disk is not allowed here.");
    }

    private static bool CanMount()
    {
        using var directory = new TemporaryDirectory();
        try
        {
            PostgreSqlServer.Run("mount", "-t", "tmpfs", "tmpfs", directory.Path);
            PostgreSqlServer.Run("umount", directory.Path);
            return true;
        }
        catch (Exception refused) when (refused is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
