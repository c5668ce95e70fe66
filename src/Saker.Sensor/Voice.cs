using Saker.Alerts;
using Saker.Sensor.Health;

namespace Saker.Sensor;

/// <summary>Whom the sensor speaks to of itself.</summary>
/// <param name="Manager">Whoever started it.</param>
/// <param name="Raise">Whoever reads alerts.</param>
/// <param name="Log">Whoever reads the log.</param>
internal sealed record Voice(ServiceManager Manager, Action<InternalAlert> Raise, Log Log);
