package town.bakery

import scala.collection.mutable
import scala.concurrent.{ExecutionContext, Future => Later}
import cats.syntax.all._
import town.flour.*

/** How bread is baked. */
sealed trait Baking[+A] extends Product with Serializable {
  type Heat <: Int
  type Time = Long

  def degrees: Int
  val crust: String

  /** Bakes it, maybe. */
  def bake[B >: A](dough: B)(implicit oven: Oven[B]): Either[BakeError, Bread] =
    oven.heat(degrees) match {
      case Some(h) if h > 200 && crust.nonEmpty => Right(Bread(h))
      case Some(_) => Left(TooCold)
      case None => throw new IllegalStateException("cold")
    }
}

object Baking extends BakingInstances {
  final case class Slow[A](dough: A) extends Baking[A] {
    override val degrees = 180
    val crust = "soft"
  }
  case object Never extends Baking[Nothing] {
    def degrees: Int = 0
    lazy val crust: String = ""
  }

  implicit val showBaking: Show[Baking[_]] = Show.fromToString
  implicit class BakingOps[A](private val self: Baking[A]) extends AnyVal {
    def hotter: Int = self.degrees + 1
  }
  implicit def toInt(b: Baking[_]): Int = b.degrees

  def apply(degrees: Int): Baking[String] = Slow("wheat")
}

/** A baker with a name.
  *
  * @param name as on the door
  */
@deprecated("use Bakers", "2.0")
class Baker private[town] (val name: String, protected var age: Int = 30)(implicit ec: ExecutionContext)
    extends Person(name)
    with Worker {
  private[this] val seen = mutable.Map.empty[String, Int]
  var (left, right) = (1, 2)

  def this() = this("nobody", 0)

  def +(other: Baker): Baker = new Baker(name + other.name, age)

  def work(
      hours: Int,
      help: => Unit
  ): Later[List[Bread]] = {
    def knead(n: Int): Int = if (n > 0) knead(n - 1) else n
    for {
      flour <- Mill.order(hours)
      bread <- bake(flour) if hours > 3
    } yield bread :: Nil
    while (hours > 0) println(hours)
    try help catch { case e: Exception => log.error(e) }
    seen.getOrElse(name, knead(3))
    Later.successful(Nil)
  }
}

abstract class Oven[A] { def heat(to: Int): Option[Int] }

package object rules {
  type Id[A] = A
}

enum Flour(val grade: Int):
  case Fine extends Flour(1)
  case Coarse(dust: Int) extends Flour(dust)

  def label: String = s"$grade"

trait Ord[T]:
  extension (x: T)
    def below(y: T): Boolean
    def above(y: T): Boolean = !x.below(y)

given intOrd: Ord[Int] with
  extension (x: Int) def below(y: Int) = x < y

given Ord[String] = Ord.by(_.length)

extension (s: String)
  /** Shouts it. */
  def shout: String = s.toUpperCase
  def twice(n: Int)(using o: Ord[Int]): String = s * 2

opaque type Grams = Double

inline def weigh(g: Grams): Double = g

@main def run(args: String*): Unit =
  val loaves = args.map(a => Baking(a.length))
  println(loaves.map(_.degrees).sum)
