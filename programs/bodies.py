"""PURE: a person, drawn over the joints of a pose: rounded limbs, trunk, head and hair, feet."""

from functools import partial
from math import cos, hypot, radians, sin

from programs import skeletons
from programs.paths import capsule, circle
from programs.props import Shape
from programs.skeletons import ARMS, LEGS, Joints, Point, along_limb, along_trunk, hand_of, mix

# A shin drawn shorter than this points away from the reader.
AWAY = 4.0


def skull(joints: Joints) -> Point:
    return along_trunk(joints.neck, joints.head, 12)


def person(joints: Joints, *, is_front: bool) -> list[Shape]:
    """A person from far to near: limbs on the far side, trunk and head, limbs on the near side."""
    far_arm, far_leg = arm(joints, "far_arm"), leg(joints, "far_leg", is_front=is_front)
    near_arm, near_leg = arm(joints, "near_arm"), leg(joints, "near_leg", is_front=is_front)
    if is_front:
        return [*far_leg, *near_leg, *front_head(joints), *front_trunk(joints), *far_arm, *near_arm]
    return [
        *(Shape(f"{shape.look} is-far", shape.d) for shape in (*far_arm, *far_leg)),
        *head(joints),
        *trunk(joints),
        *near_leg,
        *near_arm,
    ]


def arm(joints: Joints, name: str) -> list[Shape]:
    shoulder, elbow, wrist = joints.limbs[name]
    d = (
        capsule((shoulder, 5.6), (elbow, 4.3))
        + capsule((elbow, 4.4), (wrist, 3.1))
        + circle(hand_of(joints.limbs[name]), 3.9)
    )
    return [Shape("fig-skin", d)]


def leg(joints: Joints, name: str, *, is_front: bool) -> list[Shape]:
    hip, knee, ankle = joints.limbs[name]
    if is_front and hypot(ankle[0] - knee[0], ankle[1] - knee[1]) < AWAY:
        # The shin points away from the reader: the knee hides it.
        return [
            Shape("fig-skin", capsule((hip, 8.2), (knee, 6.2))),
            Shape("fig-cloth", capsule((hip, 9), (mix(hip, knee, 0.5), 8.4))),
        ]
    calf = mix(knee, ankle, 0.28)
    skin = (
        capsule((mix(hip, knee, 0.3), 8.2), (knee, 5.6))
        + capsule((knee, 5.4), (calf, 5.7))
        + capsule((calf, 5.7), (ankle, 3.6))
    )
    shorts = capsule((hip, 10 if not is_front else 9), (mix(hip, knee, 0.5), 8.4))
    return [Shape("fig-skin", skin), foot(joints, name, is_front=is_front), Shape("fig-cloth", shorts)]


def foot(joints: Joints, name: str, *, is_front: bool) -> Shape:
    ankle, angle = joints.limbs[name][2], joints.feet[name]
    if is_front:
        shin = along_limb(ankle, 0, 2)
        return Shape("fig-shoe", capsule((shin, 4.4), (along_limb(ankle, 0, 1.8), 4.2)))
    heel = skeletons.foot_point(ankle, angle, skeletons.HEEL)
    toe = skeletons.foot_point(ankle, angle, skeletons.TOE)
    return Shape(
        "fig-shoe", capsule((heel, 3.6), (toe, skeletons.TOE_RADIUS)) + capsule((ankle, 3.9), (heel, 3.6))
    )


def trunk(joints: Joints) -> list[Shape]:
    hip, waist, shoulder = joints.hip, joints.waist, joints.shoulder
    seat = along_trunk(along_trunk(hip, joints.trunk[0] - 90, 3), joints.trunk[0], 1)
    chest = along_trunk(shoulder, joints.trunk[1], -11)
    d = (
        capsule((seat, 9.6), (waist, 8.3))
        + capsule((hip, 9.2), (waist, 8.3))
        + capsule((chest, 10.2), (waist, 8.3))
        + capsule((chest, 10.2), (shoulder, 6.2))
    )
    return [Shape("fig-cloth", d)]


def head(joints: Joints) -> list[Shape]:
    """Seen from the side: a face that looks forward, and hair tied behind."""
    middle, lean = skull(joints), joints.head
    front = partial(_beside, middle, lean)
    face = (
        capsule((along_trunk(joints.shoulder, joints.trunk[1], -2), 4.2), (along_trunk(middle, lean, -4), 4))
        + circle(middle, 9.6)
        + capsule((front(2.5, -4.5), 6.4), (front(5.0, -6.5), 4))
        + capsule((front(7.5, 0), 2.6), (front(10.3, -1.6), 1.5))
    )
    hair = capsule((front(-2.6, 2.8), 8.2), (front(2.4, 5.6), 5.6)) + circle(front(-11.6, 3), 4.1)
    return [Shape("fig-skin", face), Shape("fig-hair", hair)]


def _beside(middle: Point, lean: float, forward: float, up: float) -> Point:
    c, s = cos(radians(lean)), sin(radians(lean))
    return middle[0] + forward * c + up * s, middle[1] - forward * s + up * c


def front_head(joints: Joints) -> list[Shape]:
    middle, lean = skull(joints), joints.head
    place = partial(_beside, middle, lean)
    hair = circle(place(0, 12.5), 4.2) + capsule((place(0, 3), 10), (place(0, 1), 9.6))
    neck = capsule((along_trunk(joints.shoulder, joints.trunk[1], -3), 4.6), (place(0, -6), 4.2))
    face = capsule((place(0, -0.6), 8.4), (place(0, -4), 6.6))
    return [Shape("fig-skin", neck), Shape("fig-hair", hair), Shape("fig-skin", face)]


def front_trunk(joints: Joints) -> list[Shape]:
    left, right = (joints.limbs[name][0] for name in ARMS)
    hips = [joints.limbs[name][0] for name in LEGS]
    chest = [mix(shoulder, joints.waist, 0.42) for shoulder in (left, right)]
    chest = [mix(point, joints.waist, 0.12) for point in chest]
    d = (
        capsule((mix(left, joints.waist, 0.1), 5.4), (mix(right, joints.waist, 0.1), 5.4))
        + "".join(capsule((mix(one, joints.waist, 0.1), 5.4), (joints.waist, 9)) for one in (left, right))
        + "".join(capsule((one, 8), (joints.waist, 9)) for one in (*chest, *hips))
        + capsule((hips[0], 8), (hips[1], 8))
        + capsule((mix(joints.shoulder, joints.waist, 0.2), 9), (joints.waist, 9))
    )
    return [Shape("fig-cloth", d)]
