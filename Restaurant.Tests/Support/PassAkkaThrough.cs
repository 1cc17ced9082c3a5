using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.Hosting;
using Akka.Serialization;

namespace Restaurant.Tests.Support;

/// <summary>
/// With <c>serialize-messages = on</c> Akka puts its own local messages through a serializer too, and not all of them have one.
/// This one hands those on as they are, and refuses ours: a message of ours without a binding fails the test.
/// </summary>
public sealed class PassAkkaThrough(ExtendedActorSystem system) : Serializer(system)
{
    private static readonly ConcurrentDictionary<long, object> InTransit = new();
    private static long _last;

    public override int Identifier => 7999;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj)
    {
        if (obj.GetType().Assembly.GetName().Name!.StartsWith("Restaurant.", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{obj.GetType()} has no serializer.");
        }

        var ticket = Interlocked.Increment(ref _last);
        InTransit[ticket] = obj;
        return Encoding.ASCII.GetBytes(ticket.ToString(CultureInfo.InvariantCulture));
    }

    public override object FromBinary(byte[] bytes, Type type) =>
        InTransit.TryRemove(long.Parse(Encoding.ASCII.GetString(bytes), CultureInfo.InvariantCulture), out var obj)
            ? obj
            : throw new InvalidOperationException("Nothing of that number is in transit.");
}

public static class SerializeMessagesExtensions
{
    /// <summary>Writes and reads each local message, as if it came from another node. Comes after the shipped wiring, whose strictness it takes over.</summary>
    public static AkkaConfigurationBuilder SerializeMessages(this AkkaConfigurationBuilder akka) => akka
        .AddHocon("akka.actor { serialize-messages = on, serialization-settings.allow-unregistered-types = true }", HoconAddMode.Prepend)
        .WithCustomSerializer("pass-akka-through", [typeof(object)], system => new PassAkkaThrough(system));
}
